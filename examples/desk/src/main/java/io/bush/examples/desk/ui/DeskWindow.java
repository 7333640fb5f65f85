package io.bush.examples.desk.ui;

import io.bush.examples.desk.model.Faces;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.model.Light;
import io.bush.examples.desk.model.Self;
import io.bush.examples.desk.ui.parts.FacesStrip;
import io.bush.examples.desk.ui.parts.FlatButton;
import io.bush.examples.desk.ui.parts.Look;
import io.bush.examples.desk.ui.parts.StateLight;
import io.bush.examples.desk.ui.parts.Toasts;
import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.util.ArrayList;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.OverlayLayout;
import javax.swing.WindowConstants;
import org.jspecify.annotations.Nullable;

/** The whole window. On the event thread only. */
public final class DeskWindow {

    private final JFrame frame = new JFrame("Desk");
    private final JPanel center = new JPanel(new BorderLayout());
    private final JLabel project = Look.label(Look.TITLE, Look.INK);
    private final StateLight light = new StateLight();
    private final FacesStrip face = new FacesStrip();
    private final JLabel user = Look.label(Look.BOLD, Look.INK);
    private final Toasts toasts = new Toasts(frame.getLayeredPane());
    private final DeletedOverlay overlay = new DeletedOverlay(() -> open(null));
    private final AssetList assets = new AssetList(this::open);
    private final DeskActions actions;
    private final List<Runnable> listening = new ArrayList<>();
    private List<FileModel> files = List.of();
    /** The open file; null when none is. */
    private @Nullable FileModel file;
    /** What shows it; null when none is open. */
    private @Nullable FilePanel panel;

    /**
     * Makes a window that is not shown yet.
     *
     * @param actions hears what the user does
     */
    public DeskWindow(DeskActions actions) {
        this.actions = actions;
        frame.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        center.setBackground(Look.PAPER);
        JPanel stage = new Stage();
        stage.add(overlay);
        stage.add(center);
        frame.add(header(), BorderLayout.NORTH);
        frame.add(assets, BorderLayout.WEST);
        frame.add(stage, BorderLayout.CENTER);
        frame.setMinimumSize(new Dimension(900, 520));
        frame.setSize(new Dimension(1240, 720));
        say("");
    }

    private JPanel header() {
        JPanel right = new JPanel(new FlowLayout(FlowLayout.RIGHT, 8, 0));
        right.setOpaque(false);
        light.setName("light");
        light.setBorder(BorderFactory.createEmptyBorder(0, 0, 0, 14));
        right.add(light);
        right.add(face);
        right.add(user);
        JPanel header = new JPanel(new BorderLayout(12, 0));
        header.setBackground(Look.CARD);
        header.setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createMatteBorder(0, 0, 1, 0, Look.LINE), Look.space(10, 16)));
        header.add(project, BorderLayout.CENTER);
        header.add(right, BorderLayout.EAST);
        return header;
    }

    /** A file and what may cover it, both as large as there is room. */
    private static final class Stage extends JPanel {

        private static final long serialVersionUID = 1L;

        Stage() {
            setLayout(new OverlayLayout(this));
        }

        @Override
        public boolean isOptimizedDrawingEnabled() {
            return false;
        }
    }

    /** Returns the frame, to be shown, placed and listened to. */
    public JFrame frame() {
        return frame;
    }

    /** Returns the open file; null when none is. */
    public @Nullable FileModel open() {
        return file;
    }

    /** Shows which project this is. */
    public void project(String name) {
        project.setText(name);
    }

    /** Shows who works here. */
    public void signedIn(Self self) {
        frame.setTitle("Desk – " + self.name());
        user.setText(self.name());
        face.show(new Faces(List.of(Faces.of(self.id(), self.name())), 0));
    }

    /** Shows the project's files. */
    public void files(List<FileModel> now) {
        listening.forEach(Runnable::run);
        listening.clear();
        files = List.copyOf(now);
        files.forEach(it -> listening.add(it.show(new Watching(it))));
        assets.show(files, file);
    }

    /** Shows how the connection is. */
    public void light(Light now) {
        light.show(now);
    }

    /** Says something for a moment. */
    public void toast(String text) {
        toasts.say(text);
    }

    /** Opens a file; null shows the project. */
    public void open(@Nullable FileModel next) {
        if (next != null && next == file) {
            return;
        }
        overlay.setVisible(false);
        if (panel != null) {
            panel.close();
            panel = null;
        }
        file = next;
        if (next == null) {
            say("Open a file on the left");
        } else {
            panel = new FilePanel(next, actions);
            replace(panel);
            next.deletedBy().ifPresent(overlay::show);
        }
        assets.show(files, file);
        actions.opened(next);
    }

    /** Says something where a file would be; while one is open it stays. */
    public void say(String text) {
        if (file == null) {
            replace(hint(text));
        }
    }

    /** Says something and offers what to do about it. */
    public void offer(String text, String label, Runnable action) {
        JPanel hint = hint(text);
        GridBagConstraints place = new GridBagConstraints();
        place.gridy = 1;
        place.insets = new Insets(14, 0, 0, 0);
        hint.add(new FlatButton(label, FlatButton.Weight.MAIN, action), place);
        replace(hint);
    }

    private static JPanel hint(String text) {
        JLabel words = Look.label(Look.TEXT, Look.PALE);
        words.setText(text);
        JPanel hint = new JPanel(new GridBagLayout());
        hint.setOpaque(false);
        GridBagConstraints place = new GridBagConstraints();
        place.gridy = 0;
        hint.add(words, place);
        return hint;
    }

    private void replace(Component content) {
        center.removeAll();
        center.add(content, BorderLayout.CENTER);
        center.revalidate();
        center.repaint();
    }

    /** Hears of a file what concerns the whole window. */
    private final class Watching implements FileModel.View {

        private final FileModel watched;

        Watching(FileModel watched) {
            this.watched = watched;
        }

        @Override
        public void toast(String text) {
            toasts.say(file == watched ? text : watched.name().value() + ": " + text);
        }

        @Override
        public void deleted(String by) {
            if (file == watched) {
                overlay.show(by);
            }
        }
    }
}
