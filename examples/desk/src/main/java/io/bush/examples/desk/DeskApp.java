package io.bush.examples.desk;

import io.bush.examples.desk.api.Account;
import io.bush.examples.desk.api.ReviewApi;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.model.Light;
import io.bush.examples.desk.model.RequestFailure;
import io.bush.examples.desk.model.Self;
import io.bush.examples.desk.ui.DeskActions;
import io.bush.examples.desk.ui.DeskWindow;
import io.bush.realtime.client.connection.Activity;
import io.bush.realtime.client.presence.PresenceStatus;
import java.awt.AWTEvent;
import java.awt.Component;
import java.awt.Toolkit;
import java.awt.event.AWTEventListener;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/** One user's window and the session behind it. Thread safety: for the event thread. */
final class DeskApp implements Screen, DeskActions {

    private static final long ACTIVITY = AWTEvent.MOUSE_EVENT_MASK
            | AWTEvent.MOUSE_MOTION_EVENT_MASK
            | AWTEvent.MOUSE_WHEEL_EVENT_MASK
            | AWTEvent.KEY_EVENT_MASK;

    private final URI server;
    private final Account account;
    private final @Nullable String project;
    private final DeskWindow window = new DeskWindow(this);
    private final AWTEventListener active = this::active;
    /** The user at work; null until signed in. */
    private @Nullable DeskSession session;
    /** Whether the window is gone. */
    private boolean closed;

    DeskApp(URI server, Account account, @Nullable String project) {
        this.server = server;
        this.account = account;
        this.project = project;
    }

    DeskWindow window() {
        return window;
    }

    /** Returns the session; null until signed in. */
    @Nullable
    DeskSession session() {
        return session;
    }

    void show(int left, int top) {
        Toolkit.getDefaultToolkit().addAWTEventListener(active, ACTIVITY);
        window.frame().addWindowListener(new Watching());
        window.frame().setLocation(left, top);
        window.frame().setVisible(true);
        start();
    }

    private void start() {
        window.say("Connecting to " + server + " …");
        var unused = DeskSession.start(
                        new ReviewApi(server, account), project, SwingUtilities::invokeLater, new SecureRandom(), this)
                .whenComplete((started, failure) -> SwingUtilities.invokeLater(() -> started(started, failure)));
    }

    private void started(@Nullable DeskSession started, @Nullable Throwable failure) {
        if (failure != null) {
            window.offer(RequestFailure.of(failure).reason(), "Try again", this::start);
        } else if (started != null && closed) {
            started.close();
        } else {
            session = started;
            window.say("Open a file on the left");
        }
    }

    /** Whatever the user does in this window shows that they are not idle. */
    private void active(AWTEvent event) {
        if (session != null
                && event.getSource() instanceof Component source
                && SwingUtilities.isDescendingFrom(source, window.frame())) {
            session.userActive();
        }
    }

    private final class Watching extends WindowAdapter {

        @Override
        public void windowClosed(WindowEvent event) {
            closed = true;
            Toolkit.getDefaultToolkit().removeAWTEventListener(active);
            with(DeskSession::close);
        }

        @Override
        public void windowIconified(WindowEvent event) {
            with(it -> it.looking(Activity.BACKGROUND));
        }

        @Override
        public void windowDeiconified(WindowEvent event) {
            with(it -> it.looking(Activity.ACTIVE));
        }
    }

    private void with(Consumer<DeskSession> what) {
        if (session != null) {
            what.accept(session);
        }
    }

    // ---- what the user does

    @Override
    public void opened(@Nullable FileModel file) {
        with(it -> it.front(file));
    }

    @Override
    public void edit(FileModel file, String commentId) {
        with(it -> it.edit(file, commentId));
    }

    @Override
    public void writing() {
        with(it -> it.writing(PresenceStatus.COMMENTING));
    }

    @Override
    public void stoppedWriting() {
        with(it -> it.writing(PresenceStatus.VIEWING));
    }

    @Override
    public void playhead(double seconds) {
        with(it -> it.playhead(seconds));
    }

    // ---- what there is to show

    @Override
    public void project(String name) {
        window.project(name);
    }

    @Override
    public void signedIn(Self self) {
        window.signedIn(self);
    }

    @Override
    public void files(List<FileModel> files) {
        window.files(files);
    }

    @Override
    public void light(Light light) {
        window.light(light);
    }

    @Override
    public void toast(String text) {
        window.toast(text);
    }
}
