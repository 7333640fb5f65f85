package io.bush.examples.desk.ui.parts;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import java.util.ArrayList;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JLayeredPane;
import javax.swing.JTextArea;
import javax.swing.Timer;

/** Says what went wrong, for a few seconds, in the upper middle. */
public final class Toasts {

    private static final int SHOWN_MILLIS = 7_000;
    private static final int MOST = 4;
    private static final int WIDTH = 400;
    private static final int GAP = 10;
    private static final int TOP = 112;
    private static final Color SIGNAL = new Color(0xd63a3a);

    private final JLayeredPane over;
    private final List<JComponent> shown = new ArrayList<>();

    public Toasts(JLayeredPane over) {
        this.over = over;
        over.addComponentListener(new ComponentAdapter() {
            @Override
            public void componentResized(ComponentEvent event) {
                place();
            }
        });
    }

    public void say(String text) {
        JComponent toast = toast(text);
        shown.add(toast);
        over.add(toast, JLayeredPane.POPUP_LAYER);
        if (shown.size() > MOST) {
            remove(shown.get(0));
        }
        place();
        Timer timer = new Timer(SHOWN_MILLIS, event -> remove(toast));
        timer.setRepeats(false);
        timer.start();
    }

    private static JComponent toast(String text) {
        JTextArea words = new JTextArea(text);
        words.setFont(Look.TEXT);
        words.setForeground(Look.INK);
        words.setLineWrap(true);
        words.setWrapStyleWord(true);
        words.setEditable(false);
        words.setFocusable(false);
        words.setOpaque(false);
        RoundPanel toast = new RoundPanel(new BorderLayout());
        toast.setName("toast");
        toast.line(SIGNAL);
        toast.setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createEmptyBorder(1, 4, 1, 1),
                BorderFactory.createCompoundBorder(
                        BorderFactory.createMatteBorder(0, 4, 0, 0, SIGNAL), Look.space(11, 14))));
        toast.add(words, BorderLayout.CENTER);
        return toast;
    }

    private void remove(JComponent toast) {
        if (shown.remove(toast)) {
            over.remove(toast);
            place();
            over.repaint();
        }
    }

    private void place() {
        int width = Math.min(WIDTH, over.getWidth() - 2 * GAP);
        int top = TOP;
        for (JComponent toast : shown) {
            toast.setSize(width, 1);
            toast.doLayout();
            for (Component child : toast.getComponents()) {
                child.setSize(child.getWidth(), Short.MAX_VALUE);
            }
            int height = toast.getPreferredSize().height;
            toast.setBounds((over.getWidth() - width) / 2, top, width, height);
            toast.validate();
            top += height + GAP;
        }
    }
}
