package io.bush.examples.desk.ui.parts;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Insets;
import java.awt.LayoutManager;

/**
 * Puts components below each other, each as wide as the container and as high as it needs to be at that width: text that wraps
 * does not know its height before it knows its width.
 */
public final class Column implements LayoutManager {

    private static final int UNKNOWN_WIDTH = 320;

    private final int gap;

    public Column(int gap) {
        this.gap = gap;
    }

    @Override
    public Dimension preferredLayoutSize(Container parent) {
        Insets insets = parent.getInsets();
        int width = width(parent, insets);
        int height = 0;
        for (Component child : parent.getComponents()) {
            if (child.isVisible()) {
                height += (height == 0 ? 0 : gap) + height(child, width);
            }
        }
        return new Dimension(width + insets.left + insets.right, height + insets.top + insets.bottom);
    }

    @Override
    public Dimension minimumLayoutSize(Container parent) {
        return preferredLayoutSize(parent);
    }

    @Override
    public void layoutContainer(Container parent) {
        Insets insets = parent.getInsets();
        int width = width(parent, insets);
        int y = insets.top;
        for (Component child : parent.getComponents()) {
            if (child.isVisible()) {
                int height = height(child, width);
                child.setBounds(insets.left, y, width, height);
                y += height + gap;
            }
        }
    }

    private static int width(Container parent, Insets insets) {
        int width = parent.getWidth() == 0 ? UNKNOWN_WIDTH : parent.getWidth();
        return Math.max(1, width - insets.left - insets.right);
    }

    private static int height(Component child, int width) {
        if (child.getWidth() != width) {
            child.setSize(width, Math.max(1, child.getHeight()));
        }
        layOut(child);
        return child.getPreferredSize().height;
    }

    private static void layOut(Component component) {
        if (component instanceof Container container) {
            container.doLayout();
            for (Component child : container.getComponents()) {
                layOut(child);
            }
        }
    }

    @Override
    public void addLayoutComponent(String name, Component component) {}

    @Override
    public void removeLayoutComponent(Component component) {}
}
