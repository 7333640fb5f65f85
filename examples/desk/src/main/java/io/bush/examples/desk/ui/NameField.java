package io.bush.examples.desk.ui;

import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.ui.parts.Look;
import io.bush.realtime.client.optimistic.OptimisticField;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextField;

/** The file's name: the last write wins, and whoever types learns that somebody else changed it (seed 000 §7.5). */
final class NameField extends JPanel {

    private static final long serialVersionUID = 1L;

    private final transient FileModel file;
    private final JTextField text = new JTextField();
    private final JLabel conflict = Look.label(Look.SMALL, Look.WARNING_INK);

    NameField(FileModel file) {
        super(new BorderLayout(6, 4));
        this.file = file;
        setOpaque(false);
        text.setName("name");
        text.setFont(Look.TITLE);
        add(text, BorderLayout.CENTER);
        add(conflict, BorderLayout.SOUTH);
        text.addKeyListener(new KeyAdapter() {
            @Override
            public void keyReleased(KeyEvent event) {
                keyed(event.getKeyCode());
            }
        });
        text.addFocusListener(new FocusAdapter() {
            @Override
            public void focusLost(FocusEvent event) {
                if (file.name().editing()) {
                    file.name().cancel();
                }
            }
        });
        update();
    }

    private void keyed(int key) {
        OptimisticField<String> name = file.name();
        if (key == KeyEvent.VK_ENTER && name.editing() && !text.getText().isBlank()) {
            file.rename();
        } else if (key == KeyEvent.VK_ESCAPE) {
            name.cancel();
        } else if (!text.getText().equals(name.value())) {
            name.type(text.getText());
        }
    }

    void update() {
        OptimisticField<String> name = file.name();
        if (!text.getText().equals(name.value())) {
            text.setText(name.value());
        }
        text.setForeground(name.pending() ? Look.PALE : Look.INK);
        boolean changed = name.conflict().isPresent();
        text.setBackground(changed ? Look.WARNING_TINT : name.editing() ? Look.CARD : Look.PAPER);
        Color border = changed ? Look.WARNING : name.editing() ? Look.ACCENT : Look.PAPER;
        text.setBorder(
                BorderFactory.createCompoundBorder(BorderFactory.createLineBorder(border, 1, true), Look.space(4, 8)));
        conflict.setVisible(changed);
        name.conflict()
                .ifPresent(it -> conflict.setText(
                        file.nameOf(it.userId()) + " updated this field to \"" + it.value() + "\" – Esc shows it"));
    }
}
