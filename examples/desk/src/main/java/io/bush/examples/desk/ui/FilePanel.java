package io.bush.examples.desk.ui;

import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.ui.parts.FacesStrip;
import io.bush.examples.desk.ui.parts.Look;
import java.awt.BorderLayout;
import javax.swing.BorderFactory;
import javax.swing.JPanel;
import org.jspecify.annotations.Nullable;

/** One open file: its name, who is here, its picture, its playhead and its comments. */
final class FilePanel extends JPanel implements FileModel.View {

    private static final long serialVersionUID = 1L;

    private final transient FileModel file;
    private final transient WritingSign sign;
    private final NameField name;
    private final FacesStrip faces = new FacesStrip();
    private final Preview preview;
    /** Null for a file that has no length. */
    private final @Nullable Timeline timeline;

    private final ConversationPanel conversation;
    private final transient Runnable stopListening;

    FilePanel(FileModel file, DeskActions actions) {
        super(new BorderLayout());
        this.file = file;
        this.sign = new WritingSign(actions);
        this.name = new NameField(file);
        this.preview = new Preview(file);
        this.timeline = file.row().isFilm() ? new Timeline(seconds -> moved(actions, seconds)) : null;
        this.conversation = new ConversationPanel(file, comment -> actions.edit(file, comment), sign, timeline);
        setBackground(Look.PAPER);
        JPanel top = new JPanel(new BorderLayout(12, 0));
        top.setOpaque(false);
        top.add(name, BorderLayout.CENTER);
        top.add(faces, BorderLayout.EAST);
        JPanel stage = new JPanel(new BorderLayout(0, 12));
        stage.setOpaque(false);
        stage.setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createMatteBorder(0, 0, 0, 1, Look.LINE),
                BorderFactory.createEmptyBorder(14, 16, 14, 16)));
        stage.add(top, BorderLayout.NORTH);
        stage.add(preview, BorderLayout.CENTER);
        if (timeline != null) {
            stage.add(timeline, BorderLayout.SOUTH);
        }
        add(stage, BorderLayout.CENTER);
        add(conversation, BorderLayout.EAST);
        stopListening = file.show(this);
        changed();
    }

    private void moved(DeskActions actions, double seconds) {
        actions.playhead(seconds);
        conversation.showFoot();
    }

    @Override
    public void changed() {
        name.update();
        faces.show(file.faces());
        preview.show(file);
        if (timeline != null) {
            timeline.show(file);
        }
        conversation.update();
    }

    void close() {
        stopListening.run();
        sign.stop();
        if (timeline != null) {
            timeline.pause();
        }
    }
}
