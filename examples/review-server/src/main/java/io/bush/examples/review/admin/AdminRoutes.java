package io.bush.examples.review.admin;

import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.observe.Health;
import io.bush.realtime.observe.NodeStats;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures for whoever holds the admin token, and health for everybody. */
public final class AdminRoutes {

    private final String name;
    private final RealtimeNode node;
    private final ThumbnailJobs thumbnails;
    private final @Nullable String adminToken;

    public AdminRoutes(String name, RealtimeNode node, ThumbnailJobs thumbnails, @Nullable String adminToken) {
        this.name = name;
        this.node = node;
        this.thumbnails = thumbnails;
        this.adminToken = adminToken;
    }

    /** Adds this feature's routes. Without an admin token there are no figures: 404. */
    public void addTo(Router router) {
        router.on("GET", "/v4/health", this::health);
        if (adminToken != null) {
            router.on("GET", "/v4/stats", this::stats);
        }
    }

    private record HealthBody(String status, String detail, String node) {}

    private record StatsBody(String node, NodeStats realtime, int thumbnailsWaiting) {}

    private Reply health(Call call) {
        Health health = node.health();
        boolean works = health.status() == Health.Status.UP || health.status() == Health.Status.DEGRADED;
        String status = health.status().name().toLowerCase(Locale.ROOT);
        return Reply.json(works ? 200 : 503, new HealthBody(status, health.detail(), name));
    }

    private Reply stats(Call call) {
        String token = call.bearer();
        if (token == null) {
            throw HttpFailure.unauthenticated();
        }
        if (adminToken == null || !MessageDigest.isEqual(bytes(token), bytes(adminToken))) {
            throw HttpFailure.forbidden("this takes the token the server was started with");
        }
        return Reply.ok(new StatsBody(name, node.stats(), thumbnails.waiting()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
