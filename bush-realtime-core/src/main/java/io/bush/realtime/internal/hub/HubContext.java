package io.bush.realtime.internal.hub;

import io.bush.realtime.backplane.OutagePolicy;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.internal.connection.Counters;
import io.bush.realtime.internal.lane.Halt;
import io.bush.realtime.internal.lane.Lanes;
import io.bush.realtime.internal.outage.Outage;
import io.bush.realtime.internal.reading.HeadCheck;
import io.bush.realtime.internal.reading.LogReads;
import io.bush.realtime.internal.sideband.SidebandContext;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.time.NodeRuntime;

/** What every channel of a node shares. Thread safety: as its parts. */
public record HubContext(
        NodeRuntime runtime,
        Lanes lanes,
        Halt halt,
        LogReads log,
        HeadCheck headCheck,
        Bus bus,
        ChannelTypes types,
        RealtimeListener listener,
        Counters counters,
        SidebandContext sideband,
        RepairSettings repair,
        Outage outage,
        OutagePolicy policy) {

    long nanoTime() {
        return runtime.clock().nanoTime();
    }
}
