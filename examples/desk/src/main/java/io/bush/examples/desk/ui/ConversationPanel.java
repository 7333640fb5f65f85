package io.bush.examples.desk.ui;

import io.bush.examples.desk.model.CommentLine;
import io.bush.examples.desk.model.Conversation;
import io.bush.examples.desk.model.Faces;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.ui.CommentCard.Hands;
import io.bush.examples.desk.ui.parts.Column;
import io.bush.examples.desk.ui.parts.FlatButton;
import io.bush.examples.desk.ui.parts.FlatButton.Weight;
import io.bush.examples.desk.ui.parts.Look;
import io.bush.examples.desk.ui.parts.RoundPanel;
import io.bush.examples.desk.ui.parts.ScrolledColumn;
import io.bush.examples.desk.ui.parts.TextBox;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/** The comments of a file, and a place to write one. */
final class ConversationPanel extends JPanel {

    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 370;

    private final transient FileModel file;
    private final transient Conversation conversation;
    private final transient Hands hands;
    /** Where in the film a new comment belongs; null for a file without a playhead. */
    private final @Nullable Timeline timeline;

    private final ScrolledColumn list = new ScrolledColumn(8, Look.PAPER);
    private final JScrollPane scroll = Look.scroll(list);
    private final JLabel title = Look.label(Look.BOLD, Look.INK);
    private final JLabel writers = Look.label(Look.SMALL, Look.PALE);
    private final JPanel kept = new JPanel(new BorderLayout(6, 0));
    private final JLabel keptText = Look.label(Look.SMALL, Look.WARNING_INK);
    private final TextBox writing = new TextBox(3, "Write a comment");
    private final FlatButton send = new FlatButton("Comment", Weight.MAIN, this::send);
    private final transient Map<String, CommentCard> cards = new HashMap<>();

    ConversationPanel(FileModel file, Consumer<String> edit, WritingSign sign, @Nullable Timeline timeline) {
        super(new BorderLayout(0, 8));
        this.file = file;
        this.conversation = file.conversation();
        this.timeline = timeline;
        this.hands = new Hands(edit, this::seek, sign);
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(14, 14, 14, 14));
        setPreferredSize(new Dimension(WIDTH, 100));
        list.setBorder(BorderFactory.createEmptyBorder(0, 0, 0, 4));
        add(title, BorderLayout.NORTH);
        add(scroll, BorderLayout.CENTER);
        add(composer(), BorderLayout.SOUTH);
    }

    private void seek(double seconds) {
        if (timeline != null) {
            timeline.seek(seconds);
        }
    }

    private JPanel composer() {
        writing.setName("composer");
        writing.set(conversation.composing());
        writing.onTyped(this::typed);
        writing.onKeys(this::send, () -> {});
        send.setName("send");
        RoundPanel box = new RoundPanel(new BorderLayout());
        box.setBorder(Look.space(8, 10));
        JScrollPane inner = Look.scroll(writing);
        inner.setOpaque(false);
        inner.getViewport().setOpaque(false);
        box.add(inner);
        FlatButton use = new FlatButton("Use", Weight.PLAIN, this::takeKept);
        FlatButton drop = new FlatButton("Discard", Weight.QUIET, conversation::takeKept);
        JPanel choices = new JPanel(new FlowLayout(FlowLayout.RIGHT, 8, 0));
        choices.setOpaque(false);
        choices.add(use);
        choices.add(drop);
        kept.setOpaque(false);
        kept.add(keptText, BorderLayout.CENTER);
        kept.add(choices, BorderLayout.EAST);
        JPanel foot = new JPanel(new BorderLayout(8, 0));
        foot.setOpaque(false);
        foot.add(writers, BorderLayout.CENTER);
        foot.add(send, BorderLayout.EAST);
        JPanel composer = new JPanel(new Column(8));
        composer.setOpaque(false);
        composer.add(kept);
        composer.add(box);
        composer.add(foot);
        return composer;
    }

    private void typed(String text) {
        conversation.compose(text);
        if (text.isBlank()) {
            hands.writing().stop();
        } else {
            hands.writing().typed();
        }
    }

    private void takeKept() {
        String text = conversation.takeKept();
        if (!text.isEmpty()) {
            writing.append(writing.getText().isBlank() ? text : "\n" + text);
            writing.requestFocusInWindow();
        }
    }

    private void send() {
        String text = writing.getText().strip();
        if (!text.isEmpty()) {
            writing.set("");
            typed("");
            conversation.comment(text, null, timeline == null ? null : timeline.playhead());
            SwingUtilities.invokeLater(() -> scroll.getVerticalScrollBar()
                    .setValue(scroll.getVerticalScrollBar().getMaximum()));
        }
    }

    void update() {
        List<CommentLine> lines = conversation.lines();
        title.setText("Comments" + (lines.isEmpty() ? "" : "  " + lines.size()));
        List<CommentCard> wanted = new ArrayList<>();
        Map<String, CommentCard> still = new HashMap<>();
        for (CommentLine line : lines) {
            String key = line.entry().key();
            CommentCard card = cards.get(key);
            if (card == null) {
                card = new CommentCard(file, line, hands);
            } else {
                card.show(line);
            }
            still.put(key, card);
            wanted.add(card);
        }
        cards.clear();
        cards.putAll(still);
        list.show(wanted);
        showFoot();
    }

    /** A comment about a place in the film says which. */
    void showFoot() {
        send.setText(timeline == null ? "Comment" : "Comment at " + Faces.time(timeline.playhead()));
        List<String> others = file.writers();
        writers.setText(
                others.isEmpty()
                        ? ""
                        : others.size() == 1 ? others.get(0) + " is writing…" : others.size() + " people are writing…");
        List<String> texts = conversation.kept();
        kept.setVisible(!texts.isEmpty());
        if (!texts.isEmpty()) {
            keptText.setText("Kept: " + texts.get(texts.size() - 1).replaceAll("\\s+", " "));
        }
    }
}
