package io.bush.examples.dialects.http;

import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.account.Tokens;
import io.bush.examples.dialects.linear.LinearEvents;
import io.bush.examples.dialects.wire.FrameWriter;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.observe.LimiterFigures;
import io.bush.realtime.observe.NodeStats;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Seed 001 over HTTP: issues and comments, and for administrators the figures: {@code ws/stats}, with at most
 * {@value #MOST_ROOMS} rooms, and {@code ws/limits/{connection}}. Thread safety: any thread.
 */
public final class LinearRoutes extends JsonServlet {

    private static final long serialVersionUID = 1L;
    private static final int MOST_ROOMS = 50;

    private final transient RealtimeNode node;
    private final transient Directory directory;
    private final transient LinearEvents events;
    private final transient Clock clock;

    /** Answers with these. */
    public LinearRoutes(Tokens tokens, RealtimeNode node, Directory directory, Clock clock) {
        super(tokens);
        this.node = node;
        this.directory = directory;
        this.events = new LinearEvents(node, directory);
        this.clock = clock;
    }

    @Override
    protected @Nullable Object answer(Request request) {
        return switch (request.shape(1)) {
            case "GET ws/*" -> administrator(request, () -> figures(request));
            case "POST teams/*/issues" -> createIssue(request);
            case "POST issues/*/comments" -> createComment(request);
            case "POST users/*/notifications" -> notifyUser(request);
            default -> limits(request);
        };
    }

    private @Nullable Object limits(Request request) {
        return switch (request.shape(2)) {
            case "GET ws/limits/*" ->
                administrator(request, () -> limiterFigures(request.path().get(2)));
            case "DELETE ws/limits/*" ->
                administrator(request, () -> {
                    if (!node.resetLimits(request.path().get(2))) {
                        throw new Refusal(404, "no such connection");
                    }
                    return null;
                });
            default -> throw new Refusal(404, "nothing here");
        };
    }

    private interface Figures {
        @Nullable
        Object get();
    }

    private @Nullable Object administrator(Request request, Figures figures) {
        if (!directory.isAdministrator(request.userId())) {
            throw new Refusal(403, "for administrators");
        }
        return figures.get();
    }

    private Object figures(Request request) {
        if (!request.path().get(1).equals("stats")) {
            throw new Refusal(404, "nothing here");
        }
        NodeStats stats = node.stats();
        Map<String, Integer> rooms = new LinkedHashMap<>();
        stats.subscribersByChannel().entrySet().stream()
                .sorted(Map.Entry.<Channel, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_ROOMS)
                .forEach(entry -> rooms.put(entry.getKey().name(), entry.getValue()));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("totalClients", stats.connections());
        shown.put("totalRooms", stats.channels());
        shown.put("clientsPerRoom", rooms);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("stats", shown);
        data.put("timestamp", FrameWriter.time(clock.instant()));
        return Map.of("data", data);
    }

    private Object limiterFigures(String connectionId) {
        LimiterFigures figures;
        try {
            figures = node.limiterFigures(connectionId)
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)
                    .orElseThrow(() -> new Refusal(404, "no such connection"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(503, "stopping");
        } catch (ExecutionException | TimeoutException e) {
            throw new Refusal(503, "no answer");
        }
        Map<String, Object> limits = new LinkedHashMap<>();
        figures.limits().forEach((name, figure) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("limit", figure.max());
            one.put("remaining", figure.remaining());
            one.put("resetInMs", figure.resetAfter().toMillis());
            limits.put(name, one);
        });
        return limits;
    }

    private Object createIssue(Request request) {
        String team = allowed(request, "team");
        String id = "issue_" + UUID.randomUUID();
        directory.put(new Channel("issue", id), new Channel("team", team));
        LinearEvents.Issue issue =
                new LinearEvents.Issue(id, "ENG-" + id.substring(6, 10), request.text("title"), team, "todo", "high");
        var unused = events.issueCreated(issue, request.userId());
        return issue;
    }

    private Object createComment(Request request) {
        String issue = allowed(request, "issue");
        String team = directory
                .parent(new Channel("issue", issue))
                .map(Channel::id)
                .orElseThrow(() -> new Refusal(404, "no such issue"));
        LinearEvents.Comment comment = new LinearEvents.Comment(
                "comment_" + UUID.randomUUID(), issue, team, request.userId(), request.text("body"));
        var unused = events.commentCreated(comment);
        return comment;
    }

    private @Nullable Object notifyUser(Request request) {
        String user = request.path().get(1);
        if (!directory.isAdministrator(request.userId())) {
            throw new Refusal(403, "for administrators");
        }
        var unused = events.sendToUser(user, "notification.new", Map.of("message", request.text("message")));
        return null;
    }

    private String allowed(Request request, String type) {
        String id = request.path().get(1);
        if (!directory.mayRead(request.userId(), new Channel(type, id))) {
            throw new Refusal(404, "no such " + type);
        }
        return id;
    }
}
