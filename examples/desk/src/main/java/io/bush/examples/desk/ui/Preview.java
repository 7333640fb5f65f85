package io.bush.examples.desk.ui;

import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.ui.parts.Look;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.GradientPaint;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.swing.JComponent;
import org.jspecify.annotations.Nullable;

/** The file's picture; for what has none, which kind of file it is. */
final class Preview extends JComponent {

    private static final long serialVersionUID = 1L;
    private static final int ROUND = 12;
    private static final int MOST_TIMES = 3;

    private static final int SIGN = 34;

    private final String kind;
    private final boolean film;
    /** What the picture was made of; null while there is none. */
    private byte @Nullable [] png;

    private transient @Nullable BufferedImage picture;

    Preview(FileModel file) {
        kind = file.row().type().replaceFirst("/.*", "").toUpperCase(Locale.ROOT);
        film = file.row().isFilm();
        setFont(Look.SMALL);
        setPreferredSize(new Dimension(320, 240));
    }

    void show(FileModel file) {
        if (file.thumbnail() != png) {
            png = file.thumbnail();
            picture = read(png);
            repaint();
        }
    }

    private static @Nullable BufferedImage read(byte @Nullable [] png) {
        try {
            return png == null ? null : ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException unreadable) {
            return null;
        }
    }

    private void paintKind(Graphics2D smooth, int x, int y) {
        smooth.setColor(new Color(0x8b95ab));
        FontMetrics metrics = smooth.getFontMetrics();
        smooth.drawString(kind, x - metrics.stringWidth(kind) / 2, y + SIGN + 28);
        smooth.setStroke(new BasicStroke(2.5f));
        if (film) {
            smooth.drawOval(x - SIGN, y - SIGN, 2 * SIGN, 2 * SIGN);
            smooth.fillPolygon(new int[] {x - 9, x - 9, x + 15}, new int[] {y - 14, y + 14, y}, 3);
        } else {
            smooth.drawRoundRect(x - SIGN * 3 / 4, y - SIGN, SIGN * 3 / 2, 2 * SIGN, 8, 8);
            for (int line = -12; line <= 12; line += 8) {
                smooth.drawLine(x - 14, y + line, x + 14, y + line);
            }
        }
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D smooth = Look.smooth(this, graphics);
        smooth.setPaint(new GradientPaint(0, 0, new Color(0x2c3447), 0, getHeight(), new Color(0x171c28)));
        RoundRectangle2D frame = new RoundRectangle2D.Float(0, 0, getWidth(), getHeight(), ROUND, ROUND);
        smooth.fill(frame);
        BufferedImage image = picture;
        if (image == null) {
            paintKind(smooth, getWidth() / 2, getHeight() / 2);
        } else {
            smooth.clip(frame);
            double scale = Math.min(
                    MOST_TIMES,
                    Math.min(getWidth() / (double) image.getWidth(), getHeight() / (double) image.getHeight()));
            int width = (int) (image.getWidth() * scale);
            int height = (int) (image.getHeight() * scale);
            smooth.drawImage(image, (getWidth() - width) / 2, (getHeight() - height) / 2, width, height, null);
        }
        smooth.dispose();
    }
}
