package io.bush.realtime.client.optimistic;

import io.bush.realtime.client.optimistic.Operation.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a server did to two notes, in its order, and what it told of it: the truth that every order of arrival has to end
 * in. Steps of the user under test are numbered; steps without an event were refused.
 */
final class Script {

    /** The notes at the beginning. */
    static final List<Note> START = List.of(Note.of("n1", 10, "one"), Note.of("n2", 20, "two"));

    private static final List<Kind> KINDS = List.of(Kind.ADD, Kind.EDIT, Kind.COMPLETE, Kind.REMOVE);

    /**
     * One step of the server.
     *
     * @param mine which operation of the user under test, or -1 for somebody else's
     * @param kind what
     * @param target which note
     * @param text what it says then, as it was sent
     * @param refused whether the server said no
     */
    record Step(int mine, Kind kind, String target, String text, boolean refused) {

        /** The server tidies what it is sent. */
        String stored() {
            return text.strip();
        }

        boolean deletes() {
            return kind == Kind.REMOVE && !refused;
        }
    }

    final List<Step> steps;
    final int operations;

    private Script(List<Step> steps, int operations) {
        this.steps = steps;
        this.operations = operations;
    }

    static Script of(Step... steps) {
        return new Script(List.of(steps), (int)
                Arrays.stream(steps).filter(step -> step.mine() >= 0).count());
    }

    /** What a script is about: anything, or one of the knots that anything seldom ties. */
    private enum Theme {
        ANYTHING,
        EVERYBODY_EDITS_ONE_NOTE,
        OTHERS_CHANGE_WHAT_IS_NEW
    }

    private static final List<Theme> THEMES =
            List.of(Theme.ANYTHING, Theme.EVERYBODY_EDITS_ONE_NOTE, Theme.OTHERS_CHANGE_WHAT_IS_NEW);

    static Script random(Random random) {
        Theme theme = THEMES.get(random.nextInt(THEMES.size()));
        int mine = 1 + random.nextInt(2);
        int others = 1 + random.nextInt(4 - mine);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < mine; i++) {
            order.add(i);
        }
        for (int i = 0; i < others; i++) {
            order.add(-1 - i);
        }
        Collections.shuffle(order, random);
        if (theme == Theme.OTHERS_CHANGE_WHAT_IS_NEW) {
            order.remove(Integer.valueOf(0));
            order.add(0, 0);
        }
        List<Step> steps = new ArrayList<>();
        Map<String, Boolean> there = new TreeMap<>(Map.of("n1", true, "n2", true));
        for (int who : order) {
            Kind kind = kind(theme, who, random);
            String target = kind == Kind.ADD ? "new" + (who + 10) : target(theme, who, there, random);
            boolean gone = kind != Kind.ADD && !there.getOrDefault(target, false);
            if (who < 0 && gone) {
                continue;
            }
            boolean refused = gone || (who >= 0 && random.nextInt(3) == 0);
            steps.add(new Step(Math.max(who, -1), kind, target, " by " + who + " ", refused));
            if (!refused && (kind == Kind.REMOVE || kind == Kind.ADD)) {
                there.put(target, kind == Kind.ADD);
            }
        }
        return new Script(steps, mine);
    }

    private static Kind kind(Theme theme, int who, Random random) {
        return switch (theme) {
            case ANYTHING -> KINDS.get(random.nextInt(KINDS.size()));
            case EVERYBODY_EDITS_ONE_NOTE -> Kind.EDIT;
            case OTHERS_CHANGE_WHAT_IS_NEW -> who == 0 ? Kind.ADD : random.nextBoolean() ? Kind.EDIT : Kind.REMOVE;
        };
    }

    /** The user under test changes only what was there before; others also what was just added. */
    private static String target(Theme theme, int who, Map<String, Boolean> there, Random random) {
        if (theme == Theme.EVERYBODY_EDITS_ONE_NOTE) {
            return "n1";
        }
        if (who < 0 && theme == Theme.OTHERS_CHANGE_WHAT_IS_NEW) {
            return "new10";
        }
        List<String> choice = new ArrayList<>(List.of("n1", "n1", "n2"));
        if (who < 0) {
            choice.addAll(there.keySet());
        }
        return choice.get(random.nextInt(choice.size()));
    }

    /** The step of an operation of the user under test. */
    Step of(int operation) {
        return steps.get(indexOf(operation));
    }

    int indexOf(int operation) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).mine() == operation) {
                return i;
            }
        }
        throw new IllegalStateException("no step of operation " + operation);
    }

    /** What the server has after some steps, in order; with the client ids its rows were added with. */
    List<Note> after(int count, List<Operation<Note>> operations) {
        Map<String, Note> rows = new TreeMap<>();
        START.forEach(note -> rows.put(note.id(), note));
        for (Step step : steps.subList(0, count)) {
            if (!step.refused()) {
                switch (step.kind()) {
                    case ADD -> rows.put(step.target(), added(step, operations));
                    case EDIT -> rows.computeIfPresent(step.target(), (id, note) -> note.withText(step.stored()));
                    case COMPLETE -> rows.computeIfPresent(step.target(), (id, note) -> note.asDone());
                    case REMOVE -> rows.remove(step.target());
                }
            }
        }
        return rows.values().stream().sorted(Note.ORDER).toList();
    }

    /** The row an addition becomes: somewhere among the others. */
    static Note added(Step step, List<Operation<Note>> operations) {
        @Nullable
        String clientId = step.mine() < 0 ? null : operations.get(step.mine()).clientId();
        return new Note(step.target(), clientId, 5 * step.target().hashCode() % 40, step.stored(), false);
    }

    @Override
    public String toString() {
        return steps.toString();
    }
}
