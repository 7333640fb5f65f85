package io.bush.realtime.client.optimistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.optimistic.Entry.Pending;
import io.bush.realtime.client.optimistic.Operation.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed000-7")
class OptimisticListTest {

    private final OptimisticList<Note> list =
            new OptimisticList<>(Note.rules().withSelf("user_me").withClientId(Note::clientId));
    private final List<String> heard = new ArrayList<>();

    OptimisticListTest() {
        list.reset(List.of(Note.of("n1", 1, "one"), Note.of("n2", 2, "two")));
        list.listen(new ListListener<>() {
            @Override
            public void changed() {
                heard.add(texts().toString());
            }

            @Override
            public void rolledBack(Rollback<Note> rollback) {
                heard.add(rollback.operation().kind() + " " + rollback.reason());
            }
        });
    }

    private List<String> texts() {
        return list.entries().stream()
                .map(entry -> entry.value().text() + (entry.pending() == Pending.NOTHING ? "" : "…"))
                .toList();
    }

    private Note stored(Operation<Note> add, String id, int number, String text) {
        return new Note(id, add.clientId(), number, text, false);
    }

    private static Origin me() {
        return Origin.user("user_me");
    }

    // ---- add ----

    @Test
    void anAdditionIsShownAtOnceBehindTheOthersAndPending() {
        Operation<Note> add = list.add(Note.draft("three"));

        assertThat(texts()).containsExactly("one", "two", "three…");
        assertThat(add.clientId()).matches("tmp_[0-9a-f]{16}");
        Entry<Note> shown = list.entries().get(2);
        assertThat(shown.key()).isEqualTo(add.clientId());
        assertThat(shown.id()).isNull();
        assertThat(heard).containsExactly("[one, two, three…]");
    }

    @Test
    void itsEventTakesItsPlaceWithoutAWordWhereTheServerSaysSomethingElse() {
        Operation<Note> add = list.add(Note.draft("<b>three</b>"));
        list.created(stored(add, "n0", 0, "three"), new Origin(add.clientId(), "user_me"));

        assertThat(texts()).containsExactly("three", "one", "two");
        assertThat(list.entries().get(0).key()).isEqualTo(add.clientId());
        assertThat(list.entries().get(0).id()).isEqualTo("n0");
        assertThat(add.state()).isEqualTo(State.CONFIRMED);
        add.succeeded(stored(add, "n0", 0, "an older answer"));
        add.failed("the answer was lost");
        assertThat(texts()).containsExactly("three", "one", "two");
        assertThat(heard).noneMatch(line -> line.contains("lost"));
    }

    @Test
    void itsReplyConfirmsItAndTheEventIsNoSecondRow() {
        Operation<Note> add = list.add(Note.draft("three"));
        add.succeeded(stored(add, "n3", 3, "three"));
        assertThat(texts()).containsExactly("one", "two", "three");
        list.created(stored(add, "n3", 3, "three"), Origin.UNKNOWN);

        assertThat(texts()).containsExactly("one", "two", "three");
        assertThat(list.entries().get(2).key()).isEqualTo(add.clientId());
    }

    @Test
    void aReplyThatComesAfterOtherChangesOfTheRowUndoesNoneOfThem() {
        Operation<Note> add = list.add(Note.draft("three"));
        list.created(stored(add, "n3", 3, "three"), Origin.UNKNOWN);
        list.updated("n3", note -> note.withText("three by bob"), Origin.user("user_bob"));
        add.succeeded(stored(add, "n3", 3, "three"));

        assertThat(texts()).containsExactly("one", "two", "three by bob");
    }

    @Test
    void aRefusedAdditionIsGoneAndSaysWhy() {
        Operation<Note> add = list.add(Note.draft("three"));
        add.failed("too long");

        assertThat(texts()).containsExactly("one", "two");
        assertThat(add.state()).isEqualTo(State.ROLLED_BACK);
        assertThat(heard).containsExactly("[one, two, three…]", "ADD too long", "[one, two]");
    }

    @Test
    void anAdditionThatFailedButHappenedIsShownLikeAnyOther() {
        Operation<Note> add = list.add(Note.draft("three"));
        add.failed("no answer");
        list.created(stored(add, "n3", 3, "three"), new Origin(add.clientId(), "user_me"));

        assertThat(texts()).containsExactly("one", "two", "three");
    }

    @Test
    void aReplyWithoutTheRowLeavesItToTheEvent() {
        Operation<Note> add = list.add(Note.draft("three"));
        add.succeeded();

        assertThat(texts()).containsExactly("one", "two", "three…");
    }

    // ---- edit, complete, remove ----

    @Test
    void anEditIsShownAtOnceAndItsEventConfirmsIt() {
        Operation<Note> edit = list.edit("n1", note -> note.withText("uno"));
        assertThat(texts()).containsExactly("uno…", "two");
        list.updated("n1", note -> note.withText("Uno"), me());

        assertThat(texts()).containsExactly("Uno", "two");
        assertThat(edit.state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    void anAcceptedEditDoesNotFlashBackWhenAnOlderChangeOfSomebodyElseArrives() {
        Operation<Note> edit = list.edit("n1", note -> note.withText("mine"));
        edit.succeeded(Note.of("n1", 1, "mine"));
        list.updated("n1", note -> note.withText("older, by bob"), Origin.user("user_bob"));
        assertThat(texts()).containsExactly("mine", "two");
        list.updated("n1", note -> note.withText("mine"), me());
        list.updated("n1", note -> note.withText("newer, by bob"), Origin.user("user_bob"));

        assertThat(texts()).containsExactly("newer, by bob", "two");
    }

    @Test
    void aRefusedEditShowsWhatTheServerHasMeanwhile() {
        Operation<Note> edit = list.edit("n1", note -> note.withText("mine"));
        list.updated("n1", note -> note.withText("by bob"), Origin.user("user_bob"));
        assertThat(texts()).containsExactly("mine…", "two");
        edit.failed("locked");

        assertThat(texts()).containsExactly("by bob", "two");
        assertThat(heard).contains("EDIT locked");
    }

    @Test
    void whereOneOfTwoEditsFailsTheOtherStays() {
        Operation<Note> first = list.edit("n1", note -> note.withText(note.text() + " a"));
        list.edit("n1", note -> note.withText(note.text() + " b"));
        assertThat(texts()).containsExactly("one a b…", "two");
        first.failed("no");

        assertThat(texts()).containsExactly("one b…", "two");
    }

    @Test
    void markingAsDoneIsConfirmedByItsOwnKindOfEventOnly() {
        Operation<Note> done = list.complete("n2", Note::asDone);
        list.updated("n2", note -> note.withText("zwei"), me());
        assertThat(done.state()).isEqualTo(State.PENDING);
        list.completed("n2", Note::asDone, me());

        assertThat(done.state()).isEqualTo(State.CONFIRMED);
        assertThat(list.entries().get(1).value()).isEqualTo(new Note("n2", null, 2, "zwei", true));
    }

    @Test
    void aRemovedRowIsHiddenAndComesBackWhenThatFails() {
        Operation<Note> remove = list.remove("n1");
        assertThat(texts()).containsExactly("two");
        list.updated("n1", note -> note.withText("eins"), Origin.user("user_bob"));
        remove.failed("not allowed");

        assertThat(texts()).containsExactly("eins", "two");
        assertThat(heard).contains("REMOVE not allowed");
    }

    @Test
    void aRemovedRowStaysAwayWhenOlderNewsOfItArrive() {
        Operation<Note> add = list.add(Note.draft("three"));
        add.succeeded(stored(add, "n3", 3, "three"));
        list.remove("n3").succeeded();
        list.created(stored(add, "n3", 3, "three"), new Origin(add.clientId(), "user_me"));
        assertThat(texts()).containsExactly("one", "two");
        list.deleted("n3", "gone");

        assertThat(texts()).containsExactly("one", "two");
    }

    @Test
    void whoeverEditsARowThatIsDeletedIsTold() {
        Operation<Note> edit = list.edit("n1", note -> note.withText("mine"));
        Operation<Note> remove = list.remove("n1");
        list.deleted("n1", "deleted by Bob");
        edit.failed("not found");

        assertThat(texts()).containsExactly("two");
        assertThat(heard).containsOnlyOnce("EDIT deleted by Bob").noneMatch(line -> line.contains("not found"));
        assertThat(remove.state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    void onlyConfirmedRowsCanBeChanged() {
        Operation<Note> add = list.add(Note.draft("three"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> list.edit(add.clientId(), note -> note))
                .withMessageContaining(add.clientId());
        assertThatIllegalArgumentException().isThrownBy(() -> list.remove("n9"));
    }

    private static OptimisticList<Note> nobodys() {
        OptimisticList<Note> nobodys = new OptimisticList<>(Note.rules());
        nobodys.reset(List.of(Note.of("n1", 1, "one")));
        return nobodys;
    }

    @Test
    void withoutAnOwnUserTheReplyIsTheLastWord() {
        OptimisticList<Note> nobodys = nobodys();
        Operation<Note> edit = nobodys.edit("n1", note -> note.withText(" mine "));
        edit.succeeded(Note.of("n1", 1, "mine"));
        assertThat(nobodys.entries().get(0).value().text()).isEqualTo("mine");
        nobodys.updated("n1", note -> note.withText("newer"), Origin.UNKNOWN);

        assertThat(nobodys.entries().get(0).value().text()).isEqualTo("newer");
        assertThat(edit.state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    void withoutAnOwnUserALateReplyUndoesNothing() {
        OptimisticList<Note> nobodys = nobodys();
        Operation<Note> edit = nobodys.edit("n1", note -> note.withText("mine"));
        nobodys.updated("n1", note -> note.withText("mine"), Origin.UNKNOWN);
        nobodys.updated("n1", note -> note.withText("newer"), Origin.UNKNOWN);
        assertThat(nobodys.entries().get(0).value().text()).isEqualTo("mine");
        edit.succeeded(Note.of("n1", 1, "mine"));

        assertThat(nobodys.entries().get(0).value().text()).isEqualTo("newer");
    }

    // ---- fresh lists ----

    @Test
    void aReplyThatCrossesAFreshListUndoesNothingInIt() {
        Operation<Note> add = list.add(Note.draft("three"));
        Operation<Note> edit = list.edit("n1", note -> note.withText("mine"));
        list.reset(List.of(Note.of("n1", 1, "newer than mine")));
        add.succeeded(stored(add, "n3", 3, "deleted meanwhile"));
        edit.succeeded(Note.of("n1", 1, "mine"));

        assertThat(texts()).containsExactly("newer than mine");
    }

    @Test
    void aReplyBringsNoRowBackThatIsGone() {
        Operation<Note> add = list.add(Note.draft("three"));
        list.created(stored(add, "n3", 3, "three"), Origin.UNKNOWN);
        list.deleted("n3", "gone");
        add.succeeded(stored(add, "n3", 3, "three"));

        assertThat(texts()).containsExactly("one", "two");
    }

    @Test
    void whereTheEventWasAnotherEditsARefusalIsStillToldAndTheOtherConfirmed() {
        Operation<Note> refused = list.edit("n1", note -> note.withText("a"));
        Operation<Note> good = list.edit("n1", note -> note.withText("b"));
        list.updated("n1", note -> note.withText("b"), me());
        good.succeeded(Note.of("n1", 1, "b"));
        refused.failed("no");
        list.updated("n1", note -> note.withText("by bob"), Origin.user("user_bob"));

        assertThat(texts()).containsExactly("by bob", "two");
        assertThat(heard).containsOnlyOnce("EDIT no");
        assertThat(good.state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    void aFreshListKeepsWhatIsPendingAndConfirmsWhatItHolds() {
        Operation<Note> held = list.add(Note.draft("three"));
        list.add(Note.draft("four"));
        list.edit("n1", note -> note.withText("uno"));
        Operation<Note> accepted = list.edit("n2", note -> note.withText("due"));
        accepted.succeeded(Note.of("n2", 2, "due"));
        list.reset(List.of(Note.of("n1", 1, "one!"), Note.of("n2", 2, "zwei"), stored(held, "n3", 3, "three")));

        assertThat(texts()).containsExactly("uno…", "zwei", "three", "four…");
        assertThat(held.state()).isEqualTo(State.CONFIRMED);
        assertThat(accepted.state()).isEqualTo(State.CONFIRMED);
        assertThat(list.entries().get(2).key()).isEqualTo(held.clientId());
    }

    // ---- drafts ----

    @Test
    @Tag("seed000-7.4")
    void whatWasBeingAnsweredToAFailedEntryIsKept() {
        Operation<Note> add = list.add(Note.draft("three"));
        list.drafts().write(add.clientId(), "I think");
        List<Draft> told = new ArrayList<>();
        Registration listening = list.listen(new ListListener<>() {
            @Override
            public void rolledBack(Rollback<Note> rollback) {
                told.addAll(rollback.drafts());
            }
        });
        add.failed("too long");
        listening.off();

        assertThat(told).containsExactly(new Draft(add.clientId(), "I think"));
        assertThat(list.drafts().orphaned()).isEqualTo(told);
        list.drafts().discard(add.clientId());
        assertThat(list.drafts().orphaned()).isEmpty();
    }

    @Test
    @Tag("seed000-7.4")
    void aDraftStaysWithItsEntryWhenThatIsConfirmedAndIsKeptWhenItIsDeleted() {
        Operation<Note> add = list.add(Note.draft("three"));
        list.drafts().write(add.clientId(), "I think");
        list.created(stored(add, "n3", 3, "three"), new Origin(add.clientId(), null));
        assertThat(list.drafts().of(list.entries().get(2).key())).contains("I think");
        list.deleted("n3", "gone");
        list.drafts().write("n1", "and");
        list.drafts().write("n1", " ");
        list.drafts().write("n2", "but");
        list.reset(List.of());

        assertThat(list.drafts().orphaned())
                .containsExactly(new Draft(add.clientId(), "I think"), new Draft("n2", "but"));
        assertThat(list.drafts().of("n2")).isEmpty();
    }

    // ---- bounds ----

    @Test
    @Tag("P12")
    void nothingGrowsWithoutEnd() {
        for (int i = 0; i < OptimisticList.MAX_OPERATIONS; i++) {
            list.edit("n1", note -> note.withText(note.text() + ".")).succeeded();
            list.drafts().write("key_" + i, "text");
            list.drafts().write("more_" + i, "text");
        }
        list.edit("n1", note -> note.withText(note.text() + "!")).succeeded();

        assertThat(list.entries().get(0).value().text()).isEqualTo("one" + ".".repeat(1_000) + "!");
        assertThat(list.drafts().of("key_0")).isEmpty();
        assertThat(list.drafts().of("more_999")).isPresent();
        for (int i = 0; i < OptimisticList.MAX_OPERATIONS; i++) {
            list.add(Note.draft("x"));
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> list.add(Note.draft("x")))
                .withMessageContaining("1000");
    }
}
