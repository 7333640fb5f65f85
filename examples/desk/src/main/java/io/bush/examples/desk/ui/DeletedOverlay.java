package io.bush.examples.desk.ui;

import io.bush.examples.desk.ui.parts.FlatButton;
import io.bush.examples.desk.ui.parts.Look;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.event.MouseAdapter;
import javax.swing.JLabel;
import javax.swing.JPanel;

/** Covers a file that is gone and leads back to where it was (seed 000 §7.5). */
final class DeletedOverlay extends JPanel {

    private static final long serialVersionUID = 1L;

    private final JLabel text = Look.label(Look.TITLE, Color.WHITE);

    DeletedOverlay(Runnable back) {
        super(new GridBagLayout());
        setName("deleted");
        setOpaque(false);
        setVisible(false);
        GridBagConstraints place = new GridBagConstraints();
        place.gridx = 0;
        place.insets = new Insets(8, 8, 8, 8);
        add(text, place);
        add(new FlatButton("Back to the project", FlatButton.Weight.MAIN, back), place);
        // What lies under it must not be clicked.
        addMouseListener(new MouseAdapter() {});
    }

    void show(String by) {
        text.setText("This asset was deleted by " + by);
        setVisible(true);
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        graphics.setColor(new Color(20, 24, 34, 190));
        graphics.fillRect(0, 0, getWidth(), getHeight());
    }
}
