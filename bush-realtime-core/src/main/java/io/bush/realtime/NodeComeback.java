package io.bush.realtime;

import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.control.ControlLog;
import io.bush.realtime.internal.hub.Hub;
import io.bush.realtime.internal.outage.LocalEvents;
import io.bush.realtime.internal.outage.Outage;
import io.bush.realtime.internal.outage.OutageNews;
import io.bush.realtime.internal.outage.OutageSteps;
import io.bush.realtime.internal.outage.Spread;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes each step of an outage on to the part that does it. Thread safety: as its parts. */
final class NodeComeback implements OutageSteps {

    private final NodeContext node;
    private final Hub hub;
    private final ControlLog control;
    private final LocalEvents local;

    NodeComeback(NodeContext node, Hub hub, ControlLog control, LocalEvents local) {
        this.node = node;
        this.hub = hub;
        this.control = control;
        this.local = local;
    }

    @Override
    public void tell(OutageNews news) {
        node.registry().all().forEach(connection -> connection.outage(news));
    }

    @Override
    public void away() {
        hub.away();
        control.look();
    }

    /** What was read is done on the connections' lanes: no channel may be faster. */
    @Override
    public CompletionStage<Void> proveAccess() {
        return control.prove().thenCompose(proven -> node.lanes().passed());
    }

    @Override
    public CompletionStage<Void> levelChannels() {
        CompletionStage<Void> epochs = local.renew();
        return hub.comeBack(local::renewal).thenCompose(level -> epochs);
    }

    @Override
    public CompletionStage<Void> registerAgain() {
        List<Connection> all = node.registry().all();
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(all.size());
        if (all.isEmpty()) {
            done.complete(null);
        }
        Spread.over(
                Outage.SPREAD,
                all,
                node.runtime(),
                some -> some.forEach(connection -> connection.registerAgain().whenComplete((answered, none) -> {
                    if (left.decrementAndGet() == 0) {
                        done.complete(null);
                    }
                })));
        return done;
    }

    @Override
    public void hurry() {
        hub.hurry();
    }
}
