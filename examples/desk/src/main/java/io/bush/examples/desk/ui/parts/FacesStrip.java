package io.bush.examples.desk.ui.parts;

import io.bush.examples.desk.model.Faces;
import io.bush.examples.desk.model.Faces.Face;
import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import javax.swing.JComponent;

/** The faces of those who are here, beside each other, and how many more there are. */
public final class FacesStrip extends JComponent {

    private static final long serialVersionUID = 1L;
    private static final int SIZE = 28;
    private static final int STEP = 21;

    private transient Faces faces = Faces.NONE;

    public FacesStrip() {
        setFont(Look.SMALL.deriveFont(Font.BOLD, 10.5f));
        setOpaque(false);
    }

    public void show(Faces now) {
        faces = now;
        StringBuilder tip = new StringBuilder();
        for (Face face : now.shown()) {
            tip.append(tip.isEmpty() ? "" : ", ").append(face.name());
            if (!face.doing().isEmpty()) {
                tip.append(" (").append(face.doing()).append(')');
            }
        }
        if (now.more() > 0) {
            tip.append(" and ").append(now.more()).append(" more");
        }
        setToolTipText(tip.isEmpty() ? null : tip.toString());
        revalidate();
        repaint();
    }

    @Override
    public Dimension getPreferredSize() {
        int count = faces.shown().size() + (faces.more() > 0 ? 1 : 0);
        return new Dimension(count == 0 ? 0 : SIZE + STEP * (count - 1), SIZE);
    }

    @Override
    public Dimension getMinimumSize() {
        return getPreferredSize();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D smooth = Look.smooth(this, graphics);
        int y = (getHeight() - SIZE) / 2;
        int x = 0;
        for (Face face : faces.shown()) {
            circle(smooth, face, x, y, SIZE);
            x += STEP;
        }
        if (faces.more() > 0) {
            circle(smooth, x, y, SIZE, Look.LINE, "+" + faces.more(), Look.INK);
        }
        smooth.dispose();
    }

    /** Draws one face; the graphics' font is used. */
    public static void circle(Graphics2D graphics, Face face, int x, int y, int size) {
        Graphics2D faded = (Graphics2D) graphics.create();
        faded.setColor(Color.WHITE);
        faded.fillOval(x, y, size, size);
        faded.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, face.alpha()));
        circle(faded, x, y, size, Color.getHSBColor(face.hue(), 0.6f, 0.66f), face.initials(), Color.WHITE);
        faded.dispose();
    }

    private static void circle(Graphics2D graphics, int x, int y, int size, Color fill, String text, Color ink) {
        graphics.setColor(Color.WHITE);
        graphics.fillOval(x, y, size, size);
        graphics.setColor(fill);
        graphics.fillOval(x + 2, y + 2, size - 4, size - 4);
        graphics.setColor(ink);
        FontMetrics metrics = graphics.getFontMetrics();
        graphics.drawString(
                text,
                x + (size - metrics.stringWidth(text)) / 2,
                y + (size + metrics.getAscent() - metrics.getDescent()) / 2);
    }
}
