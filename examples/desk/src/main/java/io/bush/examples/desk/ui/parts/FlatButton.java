package io.bush.examples.desk.ui.parts;

import java.awt.Color;
import java.awt.Cursor;
import java.awt.Graphics;
import javax.swing.JButton;

/** A button without relief. */
public final class FlatButton extends JButton {

    private static final long serialVersionUID = 1L;

    /** How much a button calls for attention. */
    public enum Weight {
        /** The one thing to do here. */
        MAIN(Look.ACCENT, Color.WHITE),
        /** One of several. */
        PLAIN(new Color(0xebeef3), Look.INK),
        /** Beside something more important. */
        QUIET(new Color(0, true), Look.ACCENT);

        private final Color fill;
        private final Color ink;

        Weight(Color fill, Color ink) {
            this.fill = fill;
            this.ink = ink;
        }
    }

    private final Weight weight;

    public FlatButton(String label, Weight weight, Runnable action) {
        super(label);
        this.weight = weight;
        setFont(weight == Weight.MAIN ? Look.BOLD : Look.SMALL);
        setForeground(weight.ink);
        setContentAreaFilled(false);
        setFocusPainted(false);
        setOpaque(false);
        setBorder(
                switch (weight) {
                    case MAIN -> Look.space(8, 14);
                    case PLAIN -> Look.space(5, 10);
                    case QUIET -> Look.space(5, 0);
                });
        setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        addActionListener(event -> action.run());
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        if (weight == Weight.QUIET) {
            setForeground(!isEnabled() ? Look.PALE : getModel().isRollover() || hasFocus() ? Look.INK : weight.ink);
        } else {
            Color fill = !isEnabled() ? Look.LINE : getModel().isPressed() ? weight.fill.darker() : weight.fill;
            Look.round(this, graphics, fill, hasFocus() || getModel().isRollover() ? Look.ACCENT : fill);
        }
        super.paintComponent(graphics);
    }
}
