package io.bush.realtime.client;

import io.bush.realtime.client.internal.parts.World;

/** The way into the client's own package: a client in a world of the walk's making. */
public final class WalkClients {

    private WalkClients() {}

    /** The same client, in another world. */
    public static BushClient build(BushClientBuilder builder, World world) {
        return builder.world(world).build();
    }
}
