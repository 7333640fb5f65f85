package io.bush.examples.review.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.User;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.LiveState;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.presence.PresentUser;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is looking at a file: what its live channel shows, for those who have no connection. */
public final class PresenceRoutes {

    private final ProjectGuard guard;
    private final LiveState live;

    public PresenceRoutes(ProjectGuard guard, LiveState live) {
        this.guard = guard;
        this.live = live;
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        router.on("GET", "/v4/files/{file}/presence", signedIn.only(this::show));
    }

    private record Somebody(String id, @Nullable String name) {}

    private record Present(Somebody user, JsonNode state) {}

    private record Listed(List<Present> users) {}

    private Reply show(Call call, User user) {
        String fileId = call.path("file");
        guard.file(user, fileId, PermissionLevel.VIEW_ONLY);
        return Reply.ok(new Listed(
                live.present(fileId).stream().map(PresenceRoutes::shown).toList()));
    }

    private static Present shown(PresentUser present) {
        Principal who = present.user();
        return new Present(new Somebody(who.id(), who.name()), present.state().tree());
    }
}
