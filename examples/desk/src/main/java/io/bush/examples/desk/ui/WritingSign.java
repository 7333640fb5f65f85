package io.bush.examples.desk.ui;

import javax.swing.Timer;

/** Tells that the user types, once, and that they have stopped when nothing was typed for a while. */
final class WritingSign {

    private static final int QUIET_MILLIS = 10_000;

    private final DeskActions actions;
    private final Timer quiet = new Timer(QUIET_MILLIS, event -> stop());
    /** Whether others see the user writing. */
    private boolean shown;

    WritingSign(DeskActions actions) {
        this.actions = actions;
        quiet.setRepeats(false);
    }

    void typed() {
        quiet.restart();
        if (!shown) {
            shown = true;
            actions.writing();
        }
    }

    void stop() {
        quiet.stop();
        if (shown) {
            shown = false;
            actions.stoppedWriting();
        }
    }
}
