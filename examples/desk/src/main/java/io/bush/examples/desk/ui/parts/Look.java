package io.bush.examples.desk.ui.parts;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Component;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import javax.swing.BorderFactory;
import javax.swing.Icon;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JScrollPane;
import javax.swing.ScrollPaneConstants;
import javax.swing.border.Border;

/** Colours, fonts and small pieces that look the same everywhere. */
public final class Look {

    public static final Color PAPER = new Color(0xf4f5f8);
    public static final Color CARD = Color.WHITE;
    public static final Color LINE = new Color(0xdfe3ea);
    public static final Color INK = new Color(0x1d2433);
    public static final Color PALE = new Color(0x667085);
    public static final Color ACCENT = new Color(0x3457d5);
    public static final Color TINT = new Color(0xe9eefc);
    public static final Color WARNING = new Color(0xe0a800);
    public static final Color WARNING_TINT = new Color(0xfff6d9);
    public static final Color WARNING_INK = new Color(0x7a5600);

    public static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    public static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    public static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13);
    public static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);

    private static final int ROUND = 10;

    private Look() {}

    /** Lets text be drawn smoothly where no desktop says how; before anything is drawn. */
    public static void smoothText() {
        if (System.getProperty("awt.useSystemAAFontSettings") == null) {
            System.setProperty("awt.useSystemAAFontSettings", "on");
        }
    }

    /** Returns a copy of the graphics that draws smoothly, to be disposed of. */
    public static Graphics2D smooth(Component component, Graphics graphics) {
        Graphics2D smooth = (Graphics2D) graphics.create();
        smooth.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        smooth.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        smooth.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        smooth.setFont(component.getFont());
        return smooth;
    }

    /** Fills a component with rounded corners and draws a line round it. */
    static void round(JComponent component, Graphics graphics, Color fill, Color line) {
        Graphics2D smooth = smooth(component, graphics);
        smooth.setColor(fill);
        smooth.fillRoundRect(0, 0, component.getWidth() - 1, component.getHeight() - 1, ROUND, ROUND);
        smooth.setColor(line);
        smooth.drawRoundRect(0, 0, component.getWidth() - 1, component.getHeight() - 1, ROUND, ROUND);
        smooth.dispose();
    }

    public static Border space(int vertical, int horizontal) {
        return BorderFactory.createEmptyBorder(vertical, horizontal, vertical, horizontal);
    }

    public static JLabel label(Font font, Color ink) {
        JLabel label = new JLabel();
        label.setFont(font);
        label.setForeground(ink);
        return label;
    }

    /** A pane that scrolls up and down only, without a border. */
    public static JScrollPane scroll(JComponent view) {
        JScrollPane scroll = new JScrollPane(
                view, ScrollPaneConstants.VERTICAL_SCROLLBAR_AS_NEEDED, ScrollPaneConstants.HORIZONTAL_SCROLLBAR_NEVER);
        scroll.setBorder(BorderFactory.createEmptyBorder());
        scroll.getViewport().setBackground(view.getBackground());
        scroll.getVerticalScrollBar().setUI(new ThinBar());
        scroll.getVerticalScrollBar().setUnitIncrement(16);
        return scroll;
    }

    /** A closed lock, for fonts have none that looks the same everywhere. */
    public static Icon lock() {
        return new Icon() {
            @Override
            public void paintIcon(Component component, Graphics graphics, int x, int y) {
                Graphics2D smooth = smooth(component, graphics);
                smooth.setColor(component.getForeground());
                smooth.setStroke(new BasicStroke(1.6f));
                smooth.drawArc(x + 3, y + 1, 6, 8, 0, 180);
                smooth.fillRoundRect(x + 1, y + 5, 10, 7, 2, 2);
                smooth.dispose();
            }

            @Override
            public int getIconWidth() {
                return 12;
            }

            @Override
            public int getIconHeight() {
                return 13;
            }
        };
    }
}
