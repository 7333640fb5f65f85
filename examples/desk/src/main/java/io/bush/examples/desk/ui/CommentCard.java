package io.bush.examples.desk.ui;

import io.bush.examples.desk.model.CommentLine;
import io.bush.examples.desk.model.CommentRow;
import io.bush.examples.desk.model.Conversation;
import io.bush.examples.desk.model.Faces;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.ui.parts.Column;
import io.bush.examples.desk.ui.parts.FacesStrip;
import io.bush.examples.desk.ui.parts.FlatButton;
import io.bush.examples.desk.ui.parts.FlatButton.Weight;
import io.bush.examples.desk.ui.parts.Look;
import io.bush.examples.desk.ui.parts.RoundPanel;
import io.bush.examples.desk.ui.parts.TextBox;
import io.bush.realtime.client.optimistic.Entry;
import io.bush.realtime.client.optimistic.Entry.Pending;
import java.awt.BorderLayout;
import java.awt.FlowLayout;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import org.jspecify.annotations.Nullable;

/** One comment: what it says, who wrote it, whether it is saved yet and who edits it. */
final class CommentCard extends JPanel {

    private static final long serialVersionUID = 1L;
    private static final int INDENT = 28;
    private static final int BETWEEN = 14;

    /** What a card leads to. */
    record Hands(Consumer<String> edit, DoubleConsumer seek, WritingSign writing) {}

    private final transient FileModel file;
    private final transient Conversation conversation;
    private final transient Hands hands;
    private final RoundPanel frame = new RoundPanel(new BorderLayout(10, 0));
    private final FacesStrip face = new FacesStrip();
    private final JLabel author = Look.label(Look.BOLD, Look.INK);
    private final JLabel note = Look.label(Look.SMALL, Look.PALE);
    private final JLabel lock = Look.label(Look.SMALL, Look.WARNING_INK);
    private final JPanel head = new JPanel(new FlowLayout(FlowLayout.LEFT, 0, 0));
    private final TextBox text = new TextBox(1, "");
    private final TextBox answer = new TextBox(2, "Write an answer");
    private final RoundPanel answerFrame = new RoundPanel(new BorderLayout());
    private final JPanel buttons = new JPanel(new FlowLayout(FlowLayout.LEFT, BETWEEN, 0));
    private final String key;
    private transient Entry<CommentRow> shown;
    /** Whether this comment is being edited in this card. */
    private boolean editing;
    /** Whether an answer to it is being written. */
    private boolean answering;
    /** The buttons that stand there now. */
    private transient List<String> labels = List.of();

    CommentCard(FileModel file, CommentLine line, Hands hands) {
        super(new BorderLayout());
        this.file = file;
        this.conversation = file.conversation();
        this.hands = hands;
        this.shown = line.entry();
        this.key = shown.key();
        setOpaque(false);
        lock.setIcon(Look.lock());
        text.setName("text");
        text.onTyped(typed -> {
            conversation.edit(typed);
            hands.writing().typed();
        });
        text.onKeys(this::save, conversation::cancelEdit);
        answer.onTyped(this::answerTyped);
        answer.onKeys(this::sendAnswer, () -> answering(false));
        answerFrame.setBorder(Look.space(6, 8));
        answerFrame.add(answer);
        answering = conversation.drafts().of(key).map(this::showDraft).isPresent();
        frame.setBorder(Look.space(10, 12));
        frame.add(top(face), BorderLayout.WEST);
        frame.add(body(), BorderLayout.CENTER);
        add(frame, BorderLayout.CENTER);
        timeChip();
        show(line);
    }

    private static JPanel top(FacesStrip face) {
        JPanel top = new JPanel(new BorderLayout());
        top.setOpaque(false);
        top.add(face, BorderLayout.NORTH);
        return top;
    }

    private JPanel body() {
        JPanel row = new JPanel(new BorderLayout(6, 0));
        row.setOpaque(false);
        head.setOpaque(false);
        buttons.setOpaque(false);
        // The layout leaves room before the first one too, which has to stand under the text.
        buttons.setBorder(BorderFactory.createEmptyBorder(0, -BETWEEN, 0, 0));
        row.add(head, BorderLayout.CENTER);
        row.add(note, BorderLayout.EAST);
        JPanel body = new JPanel(new Column(5));
        body.setOpaque(false);
        body.add(row);
        body.add(lock);
        body.add(text);
        body.add(answerFrame);
        body.add(buttons);
        return body;
    }

    /** The place in the film never changes. */
    private void timeChip() {
        head.add(author);
        Double at = shown.value().timestamp();
        if (at != null) {
            FlatButton chip = new FlatButton(
                    Faces.time(at), Weight.QUIET, () -> hands.seek().accept(at));
            chip.setBorder(Look.space(1, 6));
            head.add(chip);
        }
    }

    private String showDraft(String draft) {
        answer.set(draft);
        return draft;
    }

    void show(CommentLine line) {
        Entry<CommentRow> entry = line.entry();
        shown = entry;
        CommentRow row = entry.value();
        setBorder(BorderFactory.createEmptyBorder(0, line.isAnswer() ? INDENT : 0, 0, 0));
        face.show(new Faces(List.of(Faces.of(row.userId(), row.userName())), 0));
        author.setText(row.userName());
        note.setText(note(entry));
        String lockedBy = entry.id() == null ? null : file.editor(entry.id()).orElse(null);
        lock.setVisible(lockedBy != null);
        lock.setText(lockedBy + " is editing…");
        showText(entry);
        frame.line(editing ? Look.ACCENT : lockedBy == null ? Look.LINE : Look.WARNING);
        frame.setBackground(lockedBy == null ? Look.CARD : Look.WARNING_TINT);
        answerFrame.setVisible(answering);
        showButtons(entry, lockedBy);
    }

    private void showText(Entry<CommentRow> entry) {
        boolean before = editing;
        editing = entry.id() != null && entry.id().equals(conversation.editing());
        if (!editing) {
            text.set(entry.value().text());
        } else if (!before) {
            text.set(entry.value().text());
            conversation.edit(text.getText());
            text.requestFocusInWindow();
        }
        text.setEditable(editing);
        text.setFocusable(editing);
        text.setForeground(entry.pending() == Pending.NOTHING ? Look.INK : Look.PALE);
    }

    private String note(Entry<CommentRow> entry) {
        if (conversation.isUnsent(entry.id() == null ? key : entry.id())) {
            return "not sent yet";
        } else if (entry.pending() == Pending.ADDING) {
            return "sending…";
        } else if (entry.pending() == Pending.CHANGING) {
            return "saving…";
        }
        String by = entry.value().completedBy();
        return by == null ? "" : "✓ done by " + file.nameOf(by);
    }

    /** A button stays while it may be pressed: only other ones take the place of all. */
    private void showButtons(Entry<CommentRow> entry, @Nullable String lockedBy) {
        List<String> wanted = wanted(entry);
        if (!wanted.equals(labels)) {
            labels = wanted;
            buttons.removeAll();
            wanted.forEach(label -> buttons.add(button(label)));
        }
        for (int i = 0; i < buttons.getComponentCount(); i++) {
            JButton button = (JButton) buttons.getComponent(i);
            boolean changes =
                    button.getText().equals("Edit") || button.getText().equals("Delete");
            boolean free = lockedBy == null && conversation.editing() == null;
            button.setEnabled(!changes || free);
            button.setToolTipText(changes && lockedBy != null ? lockedBy + " is editing this comment" : null);
        }
        buttons.setVisible(!wanted.isEmpty());
    }

    private List<String> wanted(Entry<CommentRow> entry) {
        if (editing) {
            return List.of("Save", "Cancel");
        } else if (answering) {
            return List.of("Send answer", "Cancel");
        } else if (conversation.isUnsent(entry.id() == null ? key : entry.id())) {
            return List.of("Try again");
        }
        boolean own = entry.id() != null && conversation.isOwn(entry.value());
        boolean open = entry.id() != null && entry.value().completedBy() == null;
        if (own) {
            return open ? List.of("Answer", "Edit", "Delete", "Done") : List.of("Answer", "Edit", "Delete");
        }
        return open ? List.of("Answer", "Done") : List.of("Answer");
    }

    private JButton button(String label) {
        Weight weight = label.equals("Save") || label.equals("Send answer") ? Weight.PLAIN : Weight.QUIET;
        FlatButton button = new FlatButton(label, weight, () -> pressed(label));
        button.setName(label.toLowerCase(Locale.ROOT));
        return button;
    }

    private void pressed(String label) {
        String id = shown.id();
        switch (label) {
            case "Answer" -> answering(true);
            case "Send answer" -> sendAnswer();
            case "Try again" -> conversation.resend();
            case "Save" -> save();
            case "Cancel" -> {
                if (editing) {
                    hands.writing().stop();
                    conversation.cancelEdit();
                } else {
                    answering(false);
                }
            }
            default -> {
                if (id != null) {
                    change(label, id);
                }
            }
        }
    }

    private void change(String label, String id) {
        switch (label) {
            case "Edit" -> hands.edit().accept(id);
            case "Delete" -> conversation.delete(id);
            case "Done" -> conversation.complete(id);
            default -> throw new IllegalStateException(label);
        }
    }

    private void save() {
        if (editing && !text.getText().isBlank()) {
            hands.writing().stop();
            conversation.saveEdit(text.getText().strip());
        }
    }

    private void answering(boolean now) {
        if (answering && !now) {
            hands.writing().stop();
            conversation.drafts().discard(key);
            answer.set("");
        }
        answering = now;
        answerFrame.setVisible(now);
        showButtons(shown, null);
        revalidate();
        if (now) {
            answer.requestFocusInWindow();
        }
    }

    /** Keeps what is being written, in case this card goes. */
    private void answerTyped(String typed) {
        conversation.drafts().write(key, typed);
        hands.writing().typed();
    }

    /** The server takes an answer only to what it knows: until then it is kept. */
    private void sendAnswer() {
        String parent =
                shown.value().parentId() == null ? shown.id() : shown.value().parentId();
        String written = answer.getText().strip();
        if (written.isEmpty()) {
            return;
        }
        if (parent == null) {
            file.toast("Your answer is kept until the comment is saved");
            return;
        }
        answering(false);
        conversation.comment(written, parent, null);
    }
}
