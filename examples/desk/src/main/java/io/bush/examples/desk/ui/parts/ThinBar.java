package io.bush.examples.desk.ui.parts;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.plaf.basic.BasicScrollBarUI;

/** A scroll bar that is a thin rounded line. */
final class ThinBar extends BasicScrollBarUI {

    private static final int WIDTH = 8;
    private static final Color THUMB = new Color(0xc3c9d5);

    @Override
    public Dimension getPreferredSize(JComponent bar) {
        return new Dimension(WIDTH, WIDTH);
    }

    @Override
    protected JButton createDecreaseButton(int orientation) {
        return none();
    }

    @Override
    protected JButton createIncreaseButton(int orientation) {
        return none();
    }

    private static JButton none() {
        JButton none = new JButton();
        none.setPreferredSize(new Dimension(0, 0));
        return none;
    }

    @Override
    protected void paintTrack(Graphics graphics, JComponent bar, Rectangle track) {
        graphics.setColor(bar.getParent().getBackground());
        graphics.fillRect(track.x, track.y, track.width, track.height);
    }

    @Override
    protected void paintThumb(Graphics graphics, JComponent bar, Rectangle thumb) {
        Graphics2D smooth = Look.smooth(bar, graphics);
        smooth.setColor(THUMB);
        smooth.fillRoundRect(thumb.x + 1, thumb.y, thumb.width - 3, thumb.height, WIDTH - 3, WIDTH - 3);
        smooth.dispose();
    }
}
