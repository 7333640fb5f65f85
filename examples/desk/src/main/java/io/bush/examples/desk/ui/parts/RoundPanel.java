package io.bush.examples.desk.ui.parts;

import java.awt.Color;
import java.awt.Graphics;
import java.awt.LayoutManager;
import javax.swing.JPanel;

/** A panel with rounded corners and a line round it. */
public class RoundPanel extends JPanel {

    private static final long serialVersionUID = 1L;

    private Color line = Look.LINE;

    public RoundPanel(LayoutManager layout) {
        super(layout);
        setOpaque(false);
        setBackground(Look.CARD);
    }

    public final void line(Color color) {
        if (!line.equals(color)) {
            line = color;
            repaint();
        }
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Look.round(this, graphics, getBackground(), line);
    }
}
