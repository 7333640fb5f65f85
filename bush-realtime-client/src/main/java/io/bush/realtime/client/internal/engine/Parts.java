package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.internal.lane.Lane;

/**
 * What the parts of one client share.
 *
 * @param settings what the application chose
 * @param world time, threads, sockets
 * @param lane all the client's own state belongs to it
 * @param user runs the application's code
 * @param listenerLane where the client's listener is told things, in order
 * @param backlog what has arrived and is not handled
 * @param subscriptions those that have not ended
 */
record Parts(
        EngineSettings settings,
        World world,
        Lane lane,
        UserCode user,
        Lane listenerLane,
        Backlog backlog,
        Subscriptions subscriptions) {}
