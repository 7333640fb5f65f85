package io.bush.realtime.it.faults;

import io.bush.realtime.it.faults.Site.Kind;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Something that breaks.
 *
 * @param name what it is called in the table
 * @param kind which servers it needs
 * @param toll what it costs
 * @param lasts how long it stays broken
 * @param prepare what has to be remembered before, while all is well
 * @param strike breaks it
 * @param heal heals it
 */
record Fault(
        String name,
        Kind kind,
        Toll toll,
        Duration lasts,
        Consumer<Stage> prepare,
        Consumer<Stage> strike,
        Consumer<Stage> heal) {

    /** What a fault costs. */
    enum Toll {
        /** Redis keeps all it acknowledged: nobody may be reset, unless events were delivered without it. */
        TIME,
        /** Redis loses something: whoever may have missed it has to be reset. */
        DATA,
        /** A node is lost with its clients; Redis keeps everything. */
        NODE
    }

    private static void nothing(Stage stage) {
        // All is well.
    }

    static Fault of(String name, Kind kind, Toll toll, long millis, Consumer<Stage> strike, Consumer<Stage> heal) {
        return new Fault(name, kind, toll, Duration.ofMillis(millis), Fault::nothing, strike, heal);
    }

    /** A blow that needs no healing. */
    static Fault of(String name, Kind kind, Toll toll, long millis, Consumer<Stage> strike) {
        return of(name, kind, toll, millis, strike, Fault::nothing);
    }

    Fault preparedBy(Consumer<Stage> preparation) {
        return new Fault(name, kind, toll, lasts, preparation, strike, heal);
    }

    Run.Breaking on(Stage stage) {
        return new Run.Breaking() {
            @Override
            public boolean keepsData() {
                return toll != Toll.DATA;
            }

            @Override
            public void prepare() {
                prepare.accept(stage);
            }

            @Override
            public void strike() {
                strike.accept(stage);
            }

            @Override
            public Duration lasts() {
                return lasts;
            }

            @Override
            public void heal() {
                heal.accept(stage);
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
