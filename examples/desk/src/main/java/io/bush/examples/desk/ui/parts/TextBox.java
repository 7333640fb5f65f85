package io.bush.examples.desk.ui.parts;

import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.event.InputEvent;
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import java.util.function.Consumer;
import javax.swing.JTextArea;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/** Text that wraps, with a hint while it is empty. */
public final class TextBox extends JTextArea {

    private static final long serialVersionUID = 1L;

    private final String hint;
    /** Whether the text is being set rather than typed. */
    private boolean setting;

    public TextBox(int rows, String hint) {
        super(rows, 1);
        this.hint = hint;
        setFont(Look.TEXT);
        setForeground(Look.INK);
        setLineWrap(true);
        setWrapStyleWord(true);
        setOpaque(false);
    }

    /** Sets the text without its being told as typed. */
    public void set(String text) {
        if (!getText().equals(text)) {
            setting = true;
            setText(text);
            setting = false;
        }
    }

    /** Hears what is typed. */
    public void onTyped(Consumer<String> hears) {
        getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                tell();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                tell();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {}

            private void tell() {
                if (!setting) {
                    hears.accept(getText());
                }
            }
        });
    }

    /** Hears Ctrl-Enter, and Escape. */
    public void onKeys(Runnable send, Runnable cancel) {
        addKeyListener(new KeyAdapter() {
            @Override
            public void keyPressed(KeyEvent event) {
                boolean control = (event.getModifiersEx() & InputEvent.CTRL_DOWN_MASK) != 0;
                if (event.getKeyCode() == KeyEvent.VK_ENTER && control) {
                    event.consume();
                    send.run();
                } else if (event.getKeyCode() == KeyEvent.VK_ESCAPE) {
                    cancel.run();
                }
            }
        });
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        super.paintComponent(graphics);
        if (getText().isEmpty()) {
            Graphics2D smooth = Look.smooth(this, graphics);
            Insets insets = getInsets();
            smooth.setColor(Look.PALE);
            smooth.drawString(
                    hint, insets.left, insets.top + smooth.getFontMetrics().getAscent());
            smooth.dispose();
        }
    }
}
