package io.bush.examples.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.desk.api.Account;
import io.bush.examples.desk.api.ReviewApi;
import io.bush.examples.desk.model.CommentRow;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.model.Self;
import io.bush.realtime.client.optimistic.Entry;
import io.bush.realtime.client.optimistic.Entry.Pending;
import io.bush.realtime.client.presence.PresenceStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two desks at one review server, without windows. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class DeskFlowTest {

    private static Premises premises;
    private static Worker ann;
    private static Worker bob;

    private String fileId;
    private FileModel annsFile;
    private FileModel bobsFile;

    @BeforeAll
    static void start() throws Exception {
        premises = new Premises("Film");
        premises.member("bob");
        ann = premises.desk("ann");
        bob = premises.desk("bob");
    }

    @AfterAll
    static void close() throws Exception {
        premises.close();
    }

    @BeforeEach
    void open() throws Exception {
        ann.toasts.clear();
        bob.toasts.clear();
        fileId = premises.film("scene.mp4");
        annsFile = ann.opens(fileId);
        bobsFile = bob.opens(fileId);
    }

    /** From here on each hears what happens in the file: before it is subscribed to, what is read says nothing of who did it. */
    private void seeEachOther() throws Exception {
        ann.await("bob", annsFile, file -> !file.faces().shown().isEmpty());
        bob.await("ann", bobsFile, file -> !file.faces().shown().isEmpty());
    }

    private static List<String> texts(FileModel file) {
        return file.conversation().lines().stream()
                .map(line -> line.entry().value().text())
                .toList();
    }

    private static Optional<Entry<CommentRow>> saved(FileModel file, String text) {
        return file.conversation().lines().stream()
                .map(line -> line.entry())
                .filter(entry -> entry.value().text().equals(text) && entry.pending() == Pending.NOTHING)
                .findFirst();
    }

    private String comment(String text) throws Exception {
        ann.act(() -> annsFile.conversation().comment(text, null, 12.5));
        ann.await("the comment saved", annsFile, file -> saved(file, text).isPresent());
        bob.await("the comment", bobsFile, file -> saved(file, text).isPresent());
        return Objects.requireNonNull(
                ann.does(() -> saved(annsFile, text).orElseThrow().id()));
    }

    @Test
    @Tag("seed000-7")
    void aCommentIsShownAtOnceAndThenEverywhereOnce() throws Exception {
        List<String> atOnce = ann.does(() -> {
            annsFile.conversation().comment("Louder here?", null, 12.5);
            return texts(annsFile);
        });
        bob.await("the comment", bobsFile, file -> saved(file, "Louder here?").isPresent());
        ann.await("it saved", annsFile, file -> saved(file, "Louder here?").isPresent());

        assertThat(atOnce).containsExactly("Louder here?");
        assertThat(ann.does(() -> texts(annsFile))).containsExactly("Louder here?");
        assertThat(bob.does(() ->
                        saved(bobsFile, "Louder here?").orElseThrow().value().timestamp()))
                .isEqualTo(12.5);
    }

    @Test
    @Tag("seed000-7.4")
    void aRefusedAnswerIsTakenBackWithTheReasonAndItsTextIsKept() throws Exception {
        ann.act(() -> annsFile.conversation().comment("I think so too", "comment_gone", null));
        ann.await("the toast", () -> !ann.toasts.isEmpty());

        assertThat(ann.toasts).containsExactly("Comment could not be saved – the file has no such comment");
        assertThat(ann.does(() -> texts(annsFile))).isEmpty();
        assertThat(ann.does(() -> annsFile.conversation().takeKept())).isEqualTo("I think so too");
        assertThat(ann.does(() -> annsFile.conversation().kept())).isEmpty();
    }

    @Test
    @Tag("seed000-7.4")
    void anAnswerBegunToACommentThatIsDeletedIsKept() throws Exception {
        seeEachOther();
        String id = comment("Cut this");
        bob.act(() -> bobsFile.conversation().drafts().write(id, "No, it is the best part"));
        ann.act(() -> annsFile.conversation().delete(id));
        bob.await("the end of the comment", bobsFile, file -> texts(file).isEmpty());

        assertThat(bob.does(() -> bobsFile.conversation().takeKept())).isEqualTo("No, it is the best part");
    }

    @Test
    @Tag("seed000-6.2")
    void whoEditsACommentLocksItAndTheOthersSeeWho() throws Exception {
        String id = comment("Louder here?");
        ann.act(() -> ann.session().edit(annsFile, id));
        ann.await("the lock", annsFile, file -> id.equals(file.conversation().editing()));
        bob.await("who edits", bobsFile, file -> file.editor(id).isPresent());
        assertThat(bob.does(() -> bobsFile.editor(id))).contains("ann");
        assertThat(ann.does(() -> annsFile.editor(id))).isEmpty();

        ann.act(() -> annsFile.conversation().saveEdit("Louder here!"));
        bob.await(
                "what was saved", bobsFile, file -> saved(file, "Louder here!").isPresent());
        bob.await("that nobody edits", bobsFile, file -> file.editor(id).isEmpty());
        assertThat(ann.toasts).isEmpty();
    }

    @Test
    @Tag("seed000-6.2")
    void onlyOneOfTwoGetsTheLockAndTheOtherHearsWhoHasIt() throws Exception {
        String id = comment("Louder here?");
        Worker secondAnn = premises.desk("ann");
        FileModel secondsFile = secondAnn.opens(fileId);
        ann.act(() -> ann.session().edit(annsFile, id));
        ann.await("the lock", annsFile, file -> id.equals(file.conversation().editing()));
        ann.act(() -> annsFile.conversation().edit("Louder he"));
        secondAnn.act(() -> secondAnn.session().edit(secondsFile, id));
        secondAnn.await(
                "the lock", secondsFile, file -> id.equals(file.conversation().editing()));
        ann.await("its loss", () -> !ann.toasts.isEmpty());

        assertThat(ann.toasts.get(0)).startsWith("You lost the lock");
        assertThat(ann.does(() -> annsFile.conversation().kept())).containsExactly("Louder he");
        assertThat(ann.does(() -> annsFile.conversation().editing())).isNull();
    }

    @Test
    @Tag("seed000-5.6")
    void whoOpensAFileIsSeenThereWithTheirPlayheadUntilTheyLeaveIt() throws Exception {
        ann.await("bob", annsFile, file -> file.faces().shown().size() == 1);
        bob.act(() -> {
            bob.session().playhead(42);
            bob.session().writing(PresenceStatus.COMMENTING);
        });
        ann.await("that bob writes", annsFile, file -> file.writers().equals(List.of("bob")));
        ann.await("where bob is", annsFile, file -> file.faces().shown().get(0).playhead() != null);
        assertThat(ann.does(() -> annsFile.faces().shown().get(0).doing())).isEqualTo("commenting at 0:42");

        bob.act(() -> bob.session().front(null));
        ann.await("that bob left", annsFile, file -> file.faces().shown().isEmpty());
    }

    @Test
    @Tag("seed000-7.5")
    void whoTypesANameLearnsThatSomebodyElseChangedIt() throws Exception {
        seeEachOther();
        ann.act(() -> annsFile.name().type("Scene 4, ta"));
        bob.act(() -> {
            bobsFile.name().type("Scene 9");
            bobsFile.rename();
        });
        ann.await("the conflict", annsFile, file -> file.name().conflict().isPresent());

        assertThat(ann.does(() -> annsFile.name().value())).isEqualTo("Scene 4, ta");
        assertThat(ann.does(() -> annsFile.name().conflict().orElseThrow().value()))
                .isEqualTo("Scene 9");
        // Unless the file was read just then, which says nothing of bob: his event does.
        ann.await(
                "who it was",
                annsFile,
                file -> file.nameOf(file.name().conflict().orElseThrow().userId())
                        .equals("bob"));
    }

    @Test
    @Tag("seed000-7.5")
    void aFileThatIsDeletedSaysByWhom() throws Exception {
        seeEachOther();
        Premises.get(premises.owner.delete("/v4/files/" + fileId));
        bob.await("the end", bobsFile, file -> file.deletedBy().isPresent());

        // Her name comes with the members, or with who is here; neither has an order with the end.
        bob.await("who it was", bobsFile, file -> file.deletedBy().equals(Optional.of("ann")));
    }

    @Test
    void aDeskWithATokenLearnsFromTheServerWhoWorksThere() throws Exception {
        Worker guest = new Worker("whoever");
        try {
            guest.start(new ReviewApi(premises.url(), new Account.Holder(premises.token())), null);

            // Without a WebSocket: one that only polls works there too.
            assertThat(guest.does(guest::self)).isEqualTo(new Self("user_ann", "ann"));
        } finally {
            guest.close();
        }
    }
}
