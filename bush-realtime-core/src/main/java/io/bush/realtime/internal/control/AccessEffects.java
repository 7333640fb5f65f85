package io.bush.realtime.internal.control;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.ConnectionHandler.AccessChange;
import io.bush.realtime.internal.connection.ConnectionRegistry;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.hub.Hub;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a change of access does on this node (contract §3.9). Thread safety: safe for use by any thread. */
final class AccessEffects {

    private final NodeContext node;
    private final Hub hub;

    AccessEffects(NodeContext node, Hub hub) {
        this.node = node;
        this.hub = hub;
    }

    /** Nothing that comes behind the entry is delivered on what it may have ended. */
    void apply(ControlEntry entry) {
        if (entry instanceof ControlEntry.PermissionsChanged changed) {
            confirmTwice(changed.who());
        } else if (entry instanceof ControlEntry.Revoked revoked) {
            spread(revoked.who(), AccessChange.REVOKE);
        } else if (entry instanceof ControlEntry.ChannelClosed closed) {
            hub.closeAfter(closed.channel(), closed.last());
        } else if (entry instanceof ControlEntry.UserDisconnected gone) {
            node.registry().of(gone.userId()).forEach(connection -> connection.close(gone.code()));
        } else {
            confirmTwice(null);
        }
    }

    /** Holds every subscription until the authorizer has confirmed it. */
    void confirmFirst() {
        spread(null, AccessChange.CONFIRM_FIRST);
    }

    /** At once, and again when the replicas that the authorizer may read have caught up. */
    private void confirmTwice(@Nullable AccessSelector who) {
        spread(who, AccessChange.CONFIRM_FIRST);
        Duration secondLook = node.settings().access().secondLook();
        if (!secondLook.isZero()) {
            node.runtime().scheduler().schedule(secondLook, () -> spread(who, AccessChange.ASK_AGAIN));
        }
    }

    private void spread(@Nullable AccessSelector who, AccessChange change) {
        ConnectionRegistry registry = node.registry();
        List<Connection> affected =
                who instanceof AccessSelector.OfUser user ? registry.of(user.userId()) : registry.all();
        affected.forEach(connection -> connection.accessChanged(who, change));
    }
}
