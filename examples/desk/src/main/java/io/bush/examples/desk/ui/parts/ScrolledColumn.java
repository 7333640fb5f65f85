package io.bush.examples.desk.ui.parts;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.List;
import javax.swing.JPanel;
import javax.swing.Scrollable;

/** Components below each other in a pane that scrolls them. */
public final class ScrolledColumn extends JPanel implements Scrollable {

    private static final long serialVersionUID = 1L;
    private static final int STEP = 16;

    public ScrolledColumn(int gap, Color background) {
        super(new Column(gap));
        setBackground(background);
    }

    /** Shows these and no others; who stays is not touched, so that whoever types there goes on typing. */
    public void show(List<? extends Component> wanted) {
        for (Component old : getComponents()) {
            if (!wanted.contains(old)) {
                remove(old);
            }
        }
        for (int i = 0; i < wanted.size(); i++) {
            Component component = wanted.get(i);
            if (component.getParent() != this) {
                add(component, i);
            } else if (getComponent(i) != component) {
                setComponentZOrder(component, i);
            }
        }
        revalidate();
        repaint();
    }

    @Override
    public Dimension getPreferredScrollableViewportSize() {
        return getPreferredSize();
    }

    @Override
    public int getScrollableUnitIncrement(Rectangle visible, int orientation, int direction) {
        return STEP;
    }

    @Override
    public int getScrollableBlockIncrement(Rectangle visible, int orientation, int direction) {
        return Math.max(STEP, visible.height - STEP);
    }

    @Override
    public boolean getScrollableTracksViewportWidth() {
        return true;
    }

    @Override
    public boolean getScrollableTracksViewportHeight() {
        return false;
    }
}
