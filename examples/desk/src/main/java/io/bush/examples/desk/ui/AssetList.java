package io.bush.examples.desk.ui;

import io.bush.examples.desk.model.Faces;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.ui.parts.Column;
import io.bush.examples.desk.ui.parts.FacesStrip;
import io.bush.examples.desk.ui.parts.Look;
import io.bush.examples.desk.ui.parts.RoundPanel;
import io.bush.examples.desk.ui.parts.ScrolledColumn;
import java.awt.BorderLayout;
import java.awt.Cursor;
import java.awt.Dimension;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JPanel;
import org.jspecify.annotations.Nullable;

/** The project's files, each with the faces of those who look at it. */
final class AssetList extends JPanel {

    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 280;

    private final transient Consumer<FileModel> open;
    private final transient List<Runnable> listening = new ArrayList<>();
    private final ScrolledColumn list = new ScrolledColumn(8, Look.PAPER);

    AssetList(Consumer<FileModel> open) {
        super(new BorderLayout());
        this.open = open;
        JLabel title = Look.label(Look.BOLD, Look.INK);
        title.setText("Assets");
        title.setBorder(BorderFactory.createEmptyBorder(14, 14, 8, 14));
        list.setBorder(BorderFactory.createEmptyBorder(0, 14, 14, 10));
        setBackground(Look.PAPER);
        setBorder(BorderFactory.createMatteBorder(0, 0, 0, 1, Look.LINE));
        setPreferredSize(new Dimension(WIDTH, 100));
        add(title, BorderLayout.NORTH);
        add(Look.scroll(list), BorderLayout.CENTER);
    }

    void show(List<FileModel> files, @Nullable FileModel selected) {
        listening.forEach(Runnable::run);
        listening.clear();
        list.show(files.stream().map(file -> card(file, file == selected)).toList());
    }

    private JPanel card(FileModel file, boolean selected) {
        RoundPanel card = new RoundPanel(new Column(4));
        card.setName("asset " + file.id());
        card.setBackground(selected ? Look.TINT : Look.CARD);
        card.line(selected ? Look.ACCENT : Look.LINE);
        card.setBorder(Look.space(10, 12));
        JLabel name = Look.label(Look.BOLD, Look.INK);
        JLabel about = Look.label(Look.SMALL, Look.PALE);
        FacesStrip faces = new FacesStrip();
        card.add(name);
        card.add(about);
        card.add(faces);
        card.setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        card.addMouseListener(new MouseAdapter() {
            @Override
            public void mousePressed(MouseEvent event) {
                open.accept(file);
            }
        });
        FileModel.View view = new FileModel.View() {
            @Override
            public void changed() {
                name.setText(file.name().value());
                about.setText(about(file));
                Faces here = file.faces();
                faces.show(here);
                faces.setVisible(!here.shown().isEmpty());
            }
        };
        view.changed();
        listening.add(file.show(view));
        return card;
    }

    private static String about(FileModel file) {
        String kind = file.row().type().replaceFirst("/.*", "");
        String status = file.status().replace('_', ' ').toLowerCase(Locale.ROOT);
        return kind.isEmpty() || status.isEmpty() ? kind + status : kind + " · " + status;
    }
}
