package io.bush.realtime.client.optimistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.client.optimistic.Entry.Pending;
import io.bush.realtime.client.optimistic.Operation.Kind;
import io.bush.realtime.client.optimistic.Script.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every order in which what the user does, replies, events and a reset can follow each other: all of them end in what the
 * server has, nothing is shown twice, nothing of the user's own flashes back, and every refusal is told once.
 */
@Tag("seed000-7")
@Tag("P12")
class OptimisticOrdersTest {

    /** What a server tells of who did something. */
    private enum Naming {
        CLIENT_ID,
        USER,
        NOBODY
    }

    /** One thing that happens at the client. */
    private record Moment(What what, int operation) {}

    private enum What {
        ISSUE,
        EVENT,
        REPLY,
        RESET
    }

    private static final Moment EVENT = new Moment(What.EVENT, -1);
    private static final Moment RESET = new Moment(What.RESET, -1);

    // ---- all orders ----

    /** Calls back with every order of a script's moments, with a reset if wanted. */
    private static void orders(Script script, boolean reset, Consumer<List<Moment>> each) {
        extend(script, reset, new ArrayList<>(), each);
    }

    private static void extend(Script script, boolean reset, List<Moment> soFar, Consumer<List<Moment>> each) {
        int steps = (int) soFar.stream().filter(EVENT::equals).count();
        boolean done = true;
        for (int i = 0; i < script.operations; i++) {
            Moment issue = new Moment(What.ISSUE, i);
            Moment reply = new Moment(What.REPLY, i);
            if (!soFar.contains(issue)) {
                done = false;
                if (!soFar.contains(RESET)) {
                    with(script, reset, soFar, issue, each);
                }
            } else if (!soFar.contains(reply)) {
                done = false;
                if (caused(script, script.indexOf(i), soFar)) {
                    with(script, reset, soFar, reply, each);
                }
            }
        }
        if (steps < script.steps.size()) {
            done = false;
            boolean deletes = script.steps.get(steps).deletes();
            if (caused(script, steps, soFar) && (!deletes || issuedAll(script, soFar))) {
                with(script, reset, soFar, EVENT, each);
            }
        }
        if (reset && !soFar.contains(RESET) && issuedAll(script, soFar)) {
            with(script, true, soFar, RESET, each);
        }
        if (done && (!reset || soFar.contains(RESET))) {
            each.accept(soFar);
        }
    }

    private static void with(
            Script script, boolean reset, List<Moment> soFar, Moment next, Consumer<List<Moment>> each) {
        List<Moment> longer = new ArrayList<>(soFar);
        longer.add(next);
        extend(script, reset, longer, each);
    }

    /** A step of the server can only be heard of when the user has done what it and those before it needed. */
    private static boolean caused(Script script, int step, List<Moment> soFar) {
        return script.steps.subList(0, step + 1).stream()
                .allMatch(it -> it.mine() < 0 || soFar.contains(new Moment(What.ISSUE, it.mine())));
    }

    /** What is deleted cannot be changed any more, so the user does that before. */
    private static boolean issuedAll(Script script, List<Moment> soFar) {
        for (int i = 0; i < script.operations; i++) {
            if (!soFar.contains(new Moment(What.ISSUE, i))) {
                return false;
            }
        }
        return true;
    }

    // ---- one order ----

    /** A client that lives through one order. */
    private static final class Run {
        final Script script;
        final Naming naming;
        final List<Moment> order;
        final OptimisticList<Note> list;
        final List<Operation<Note>> operations = new ArrayList<>();
        final Map<Integer, Operation<Note>> issued = new TreeMap<>();
        final Map<Operation<Note>, Integer> rollbacks = new LinkedHashMap<>();
        /** How many steps of the server the client has heard of. */
        int heard;
        /** How many of them the user's replies prove. */
        int proven;

        Run(Script script, Naming naming, List<Moment> order) {
            this.script = script;
            this.naming = naming;
            this.order = order;
            OptimisticRules<Note> rules = Note.rules();
            if (naming != Naming.NOBODY) {
                rules = rules.withSelf("user_me").withClientId(Note::clientId);
            }
            list = new OptimisticList<>(rules);
            list.reset(Script.START);
            list.listen(new ListListener<>() {
                @Override
                public void rolledBack(Rollback<Note> rollback) {
                    rollbacks.merge(rollback.operation(), 1, Integer::sum);
                }
            });
        }

        String what() {
            return naming + " " + script + " in the order " + order;
        }

        void live() {
            for (Moment moment : order) {
                switch (moment.what()) {
                    case ISSUE -> issue(moment.operation());
                    case EVENT -> event();
                    case REPLY -> reply(moment.operation());
                    case RESET -> reset();
                }
                assertNothingTwice();
                assertNothingFlashesBack();
            }
            assertTruth();
            assertRefusalsTold();
        }

        void issue(int number) {
            Step step = script.of(number);
            Operation<Note> operation = switch (step.kind()) {
                case ADD -> list.add(Note.draft(step.text()));
                case EDIT -> list.edit(step.target(), note -> note.withText(step.text()));
                case COMPLETE -> list.complete(step.target(), Note::asDone);
                case REMOVE -> list.remove(step.target());
            };
            issued.put(number, operation);
            while (operations.size() <= number) {
                operations.add(operation);
            }
            operations.set(number, operation);
        }

        void event() {
            int index = heardByOrder();
            if (index < heard) {
                return; // the snapshot held it
            }
            heard = index + 1;
            Step step = script.steps.get(index);
            if (step.refused()) {
                return;
            }
            Origin origin = origin(step);
            switch (step.kind()) {
                case ADD -> list.created(Script.added(step, operations), origin);
                case EDIT -> list.updated(step.target(), note -> note.withText(step.stored()), origin);
                case COMPLETE -> list.completed(step.target(), Note::asDone, origin);
                case REMOVE -> list.deleted(step.target(), "deleted");
            }
        }

        private int eventsSoFar;

        private int heardByOrder() {
            return eventsSoFar++;
        }

        private Origin origin(Step step) {
            boolean mine = step.mine() >= 0;
            return switch (naming) {
                case CLIENT_ID ->
                    new Origin(mine ? operations.get(step.mine()).clientId() : null, mine ? "user_me" : "user_bob");
                case USER ->
                    new Origin(
                            mine && step.kind() == Kind.ADD
                                    ? operations.get(step.mine()).clientId()
                                    : null,
                            mine ? "user_me" : "user_bob");
                case NOBODY -> Origin.UNKNOWN;
            };
        }

        void reply(int number) {
            Step step = script.of(number);
            Operation<Note> operation = operations.get(number);
            if (step.refused()) {
                operation.failed("no");
                return;
            }
            proven = Math.max(proven, script.indexOf(number) + 1);
            Note row = script.after(script.indexOf(number) + 1, operations).stream()
                    .filter(note -> note.id().equals(step.target()))
                    .findFirst()
                    .orElse(null);
            if (row == null) {
                operation.succeeded();
            } else {
                operation.succeeded(row);
            }
        }

        /** Events are lost up to what a list holds that is fetched now. */
        void reset() {
            int newest = Math.max(Math.max(heard, eventsSoFar), proven);
            int fetched = Math.min(script.steps.size(), newest + 1);
            heard = fetched;
            list.reset(script.after(fetched, operations));
        }

        // ---- what must hold ----

        void assertNothingTwice() {
            List<String> ids = new ArrayList<>();
            List<String> keys = new ArrayList<>();
            for (Entry<Note> entry : list.entries()) {
                keys.add(entry.key());
                if (entry.id() != null) {
                    ids.add(entry.id());
                }
            }
            assertThat(ids).as(this::what).doesNotHaveDuplicates();
            assertThat(keys).as(this::what).doesNotHaveDuplicates();
            List<String> texts = list.entries().stream()
                    .map(entry -> entry.value().text().strip())
                    .toList();
            for (Step step : script.steps) {
                boolean added = naming != Naming.NOBODY && step.mine() >= 0 && step.kind() == Kind.ADD;
                assertThat(added ? Collections.frequency(texts, step.stored()) : 0)
                        .as(this::what)
                        .isLessThanOrEqualTo(1);
            }
        }

        /** After the user edited a row, no older change of somebody else is shown in it again. */
        void assertNothingFlashesBack() {
            if (naming == Naming.NOBODY || order.contains(RESET)) {
                return;
            }
            for (Map.Entry<Integer, Operation<Note>> mine : issued.entrySet()) {
                Step step = script.of(mine.getKey());
                if (step.kind() != Kind.EDIT || step.refused()) {
                    continue;
                }
                for (Entry<Note> entry : list.entries()) {
                    if (step.target().equals(entry.id())) {
                        assertThat(olderThan(script.indexOf(mine.getKey()), step.target()))
                                .as(this::what)
                                .doesNotContain(entry.value().text());
                    }
                }
            }
        }

        private List<String> olderThan(int index, String target) {
            List<String> older = new ArrayList<>(List.of("one", "two"));
            for (Step step : script.steps.subList(0, index)) {
                if (step.mine() < 0 && step.kind() == Kind.EDIT && step.target().equals(target)) {
                    older.add(step.stored());
                }
            }
            return older;
        }

        void assertTruth() {
            assertThat(list.entries().stream().map(Entry::value).toList())
                    .as(this::what)
                    .isEqualTo(script.after(script.steps.size(), operations));
            assertThat(list.entries())
                    .as(this::what)
                    .allMatch(entry -> entry.pending() == Pending.NOTHING && entry.id() != null);
        }

        private boolean goes(Step step) {
            return script.steps.stream()
                    .anyMatch(other -> other.deletes() && other.target().equals(step.target()));
        }

        void assertRefusalsTold() {
            for (Map.Entry<Integer, Operation<Note>> mine : issued.entrySet()) {
                Step step = script.of(mine.getKey());
                int told = rollbacks.getOrDefault(mine.getValue(), 0);
                if (step.refused() && step.kind() != Kind.REMOVE) {
                    assertThat(told).as(this::what).isEqualTo(1);
                } else if (step.refused() || order.contains(RESET) || (naming != Naming.CLIENT_ID && goes(step))) {
                    // A removal of what is gone is no failure to speak of; and a row that is gone ends what is under
                    // way.
                    assertThat(told).as(this::what).isLessThanOrEqualTo(1);
                } else {
                    assertThat(told).as(this::what).isZero();
                }
            }
        }
    }

    private static int liveThroughAll(Naming naming, boolean reset, long seed, int scripts) {
        int[] lived = new int[1];
        Random random = new Random(seed);
        for (int i = 0; i < scripts; i++) {
            Script script = Script.random(random);
            orders(script, reset, order -> {
                new Run(script, naming, order).live();
                lived[0]++;
            });
        }
        return lived[0];
    }

    @Test
    void everyOrderEndsInTheTruthWhereEventsNameTheRequest() {
        assertThat(liveThroughAll(Naming.CLIENT_ID, false, 1, 80)).isGreaterThan(3_000);
    }

    @Test
    void everyOrderEndsInTheTruthWhereEventsNameTheUserOnly() {
        assertThat(liveThroughAll(Naming.USER, false, 2, 80)).isGreaterThan(3_000);
    }

    @Test
    void everyOrderEndsInTheTruthWhereEventsNameNobody() {
        assertThat(liveThroughAll(Naming.NOBODY, false, 3, 80)).isGreaterThan(3_000);
    }

    @Test
    void everyOrderWithAResetEndsInTheTruth() {
        assertThat(liveThroughAll(Naming.CLIENT_ID, true, 4, 50)).isGreaterThan(10_000);
        assertThat(liveThroughAll(Naming.USER, true, 5, 50)).isGreaterThan(10_000);
    }

    // ---- the checks see what they are for ----

    private static final Script PLAIN = Script.of(
            new Step(-1, Kind.EDIT, "n1", " by bob ", false),
            new Step(0, Kind.EDIT, "n1", " by me ", false),
            new Step(1, Kind.ADD, "new1", " mine ", false));

    private static Run lived() {
        List<List<Moment>> all = new ArrayList<>();
        orders(PLAIN, false, all::add);
        Run run = new Run(PLAIN, Naming.CLIENT_ID, all.get(0));
        run.live();
        return run;
    }

    @Test
    void eachPlantedOffenceIsSeen() {
        Run wrong = lived();
        wrong.list.updated("n2", note -> note.withText("nobody wrote this"), Origin.UNKNOWN);
        assertThatThrownBy(wrong::assertTruth).isInstanceOf(AssertionError.class);

        Run flash = lived();
        flash.list.updated("n1", note -> note.withText("by bob"), Origin.UNKNOWN);
        assertThatThrownBy(flash::assertNothingFlashesBack).isInstanceOf(AssertionError.class);

        Run twice = lived();
        twice.list.created(Note.of("new2", 7, "mine"), Origin.UNKNOWN);
        assertThatThrownBy(twice::assertNothingTwice).isInstanceOf(AssertionError.class);

        Run refusal = lived();
        refusal.rollbacks.put(refusal.operations.get(0), 1);
        assertThatThrownBy(refusal::assertRefusalsTold).isInstanceOf(AssertionError.class);
    }
}
