package io.bush.realtime.it.faults.plant;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.it.faults.node.Redises;
import java.util.function.IntFunction;

/**
 * The back ends of a run.
 *
 * @param tested makes one for a node under test, by the port where that node finds Redis
 * @param honest makes one that tells what is there, in the same form
 */
public record Backs(IntFunction<Backplane.Factory> tested, IntFunction<Backplane.Factory> honest) {

    /** The real back end, with something planted or nothing, and patient: no test of one is about its times. */
    public static Backs real(Plant plant) {
        IntFunction<Backplane.Factory> honest = port -> Redises.factory(Redises.unhurried(Redises.single(port)));
        return new Backs(port -> runtime -> Planted.in(honest.apply(port).create(runtime), plant), honest);
    }

    /** Plain log and bus, with something planted or nothing. */
    public static Backs plain(Plant plant) {
        PlainLog.Steps steps = plant == Plant.THREE_STEPS ? PlainLog.Steps.THREE : PlainLog.Steps.ONE;
        return new Backs(
                port -> runtime -> Planted.in(new PlainBackplane(runtime, port, steps), plant),
                // Without tags every id is another one.
                port -> runtime -> Planted.in(
                        new PlainBackplane(runtime, port, PlainLog.Steps.ONE),
                        plant == Plant.NO_CHAIN ? plant : Plant.NOTHING));
    }
}
