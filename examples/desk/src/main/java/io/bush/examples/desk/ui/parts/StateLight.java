package io.bush.examples.desk.ui.parts;

import io.bush.examples.desk.model.Light;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import java.awt.Graphics2D;
import javax.swing.Icon;
import javax.swing.JLabel;

/** A dot and a line about the connection; who points at it reads why. */
public final class StateLight extends JLabel {

    private static final long serialVersionUID = 1L;

    public StateLight() {
        setFont(Look.SMALL);
        setForeground(Look.PALE);
        setIconTextGap(6);
        show(Light.UNKNOWN);
    }

    public void show(Light light) {
        setText(light.text());
        setToolTipText(light.why());
        setIcon(new Dot(new Color(light.rgb())));
    }

    /** A filled circle with a paler one round it. */
    private record Dot(Color color) implements Icon {

        @Override
        public void paintIcon(Component component, Graphics graphics, int x, int y) {
            Graphics2D smooth = Look.smooth(component, graphics);
            smooth.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 60));
            smooth.fillOval(x, y, getIconWidth(), getIconHeight());
            smooth.setColor(color);
            smooth.fillOval(x + 3, y + 3, getIconWidth() - 6, getIconHeight() - 6);
            smooth.dispose();
        }

        @Override
        public int getIconWidth() {
            return 14;
        }

        @Override
        public int getIconHeight() {
            return 14;
        }
    }
}
