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

    void apply(ControlEntry entry) {
        if (entry instanceof ControlEntry.PermissionsChanged changed) {
            askTwice(changed.who());
        } else if (entry instanceof ControlEntry.Revoked revoked) {
            spread(revoked.who(), AccessChange.REVOKE);
        } else if (entry instanceof ControlEntry.ChannelClosed closed) {
            hub.closeAfter(closed.channel(), closed.last());
        } else if (entry instanceof ControlEntry.UserDisconnected gone) {
            node.registry().of(gone.userId()).forEach(connection -> connection.close(gone.code()));
        } else {
            askTwice(null);
        }
    }

    /** An entry that was missed is read: until the authorizer has answered nothing is delivered on what it may have ended. */
    void applyLate(ControlEntry entry) {
        if (entry instanceof ControlEntry.PermissionsChanged changed) {
            spread(changed.who(), AccessChange.CONFIRM_FIRST);
            lookAgain(changed.who());
        } else if (entry instanceof ControlEntry.AnythingChanged) {
            confirmFirst();
            lookAgain(null);
        } else {
            apply(entry);
        }
    }

    /** Holds every subscription until the authorizer has confirmed it. */
    void confirmFirst() {
        spread(null, AccessChange.CONFIRM_FIRST);
    }

    /** At once, and again when the replicas that the authorizer may read have caught up. */
    private void askTwice(@Nullable AccessSelector who) {
        spread(who, AccessChange.ASK_AGAIN);
        lookAgain(who);
    }

    private void lookAgain(@Nullable AccessSelector who) {
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
