package io.bush.examples.watch.command;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.SubscribeOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line as it was typed. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "watch 0.1.0",
        description = "Shows what happens on channels, live; comes back when the server was away.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:as asked: --exit-after or --timeout was reached",
            "2:an option or a channel is wrong",
            "3:no connection: unreachable at first, refused, or not authenticated",
            "4:the server rejected or revoked every subscription",
            "5:--timeout passed before --exit-after was reached",
            "130:Ctrl-C, after closing the connection"
        },
        footer = {
            "",
            "Example:",
            "  watch --token-file token.txt project:proj_x file:file_y user:user_z",
            "",
            "The token comes from --token, --token-file or the environment's BUSH_TOKEN.",
            "Other users of the machine can see --token in the list of processes."
        })
public final class Options {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)?");
    private static final Pattern TOKEN_IN_QUERY = Pattern.compile("(^|&)token=");

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "ws://127.0.0.1:8080/v4/cable",
            description = "The server, ws://… or wss://… (${DEFAULT-VALUE}).")
    String url = "";

    @Option(
            names = "--poll-url",
            paramLabel = "URL",
            description = "Where to poll when no WebSocket gets through, http://…/v4/events/poll or https://….")
    @Nullable
    String pollUrl;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description =
                    "The review server's HTTP API, http://…/v4: asked after a reset for what no event tells. Without it"
                            + " what --url says where that ends in /v4/cable; none for nowhere.")
    @Nullable
    String api;

    @Option(names = "--token", paramLabel = "TOKEN", description = "What to authenticate with.")
    @Nullable
    String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the token; - for standard input.")
    @Nullable
    String tokenFile;

    @Option(
            names = "--events",
            paramLabel = "PATTERN",
            split = ",",
            description = "Only these events, for example comment.*,file.>; may be repeated.")
    List<String> events = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TYPE:ID@EVENT_ID",
            description = "Start behind this event; the same as writing the channel so. May be repeated.")
    List<String> since = new ArrayList<>();

    @Option(
            names = "--presence",
            description = "Show also who is here, who edits what, and typing; watching does not show you to others.")
    boolean presence;

    @Option(names = "--json", description = "Print each event and each frame about a channel as it came, one a line.")
    boolean json;

    @Option(names = "--exit-after", paramLabel = "N", description = "End after N events.")
    @Nullable
    String exitAfter;

    @Option(names = "--timeout", paramLabel = "TIME", description = "End after this time: 500ms, 30s, 5m, 1h.")
    @Nullable
    String timeout;

    @Parameters(paramLabel = "TYPE:ID[@EVENT_ID]", arity = "0..*", description = "The channels to watch.")
    List<String> channels = new ArrayList<>();

    /** Checks everything. */
    public WatchPlan plan(TokenSource tokens) {
        URI address = address();
        List<Target> targets = targets();
        return new WatchPlan(
                address,
                pollUrl == null ? null : httpAddress("--poll-url", pollUrl),
                apiAddress(address),
                tokens.find(token, tokenFile),
                targets,
                patterns(),
                presence,
                json,
                exitAfter == null ? 0 : count(exitAfter),
                timeout == null ? null : duration(timeout));
    }

    private URI address() {
        String allowed = "ws://HOST[:PORT]/PATH or wss://HOST[:PORT]/PATH";
        URI address;
        try {
            address = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--url", withoutQuery(url), allowed);
        }
        if (address.getRawQuery() != null
                && TOKEN_IN_QUERY.matcher(address.getRawQuery()).find()) {
            throw new UsageException("--url holds a token; use --token-file, BUSH_TOKEN or --token");
        }
        boolean socket = "ws".equals(address.getScheme()) || "wss".equals(address.getScheme());
        if (!socket || address.getHost() == null) {
            throw new UsageException("--url", withoutQuery(url), allowed);
        }
        return address;
    }

    private @Nullable URI apiAddress(URI address) {
        if (api != null) {
            return api.equals("none") ? null : httpAddress("--api", api);
        }
        String cable = "/cable";
        String path = address.getRawPath();
        if (!path.endsWith("/v4" + cable)) {
            return null;
        }
        String scheme = "ws".equals(address.getScheme()) ? "http" : "https";
        return URI.create(
                scheme + "://" + address.getRawAuthority() + path.substring(0, path.length() - cable.length()));
    }

    private static URI httpAddress(String option, String text) {
        String allowed = "http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH";
        try {
            URI address = URI.create(text);
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(option, withoutQuery(text), allowed);
        }
        throw new UsageException(option, withoutQuery(text), allowed);
    }

    private static String withoutQuery(String text) {
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    private List<Target> targets() {
        Map<Channel, Target> targets = new LinkedHashMap<>();
        for (String text : channels) {
            Target target = Target.parse("channel", text);
            if (targets.putIfAbsent(target.channel(), target) != null) {
                throw new UsageException("channel", text, "each channel once");
            }
        }
        for (String text : since) {
            Target target = Target.parse("--since", text);
            if (target.since() == null) {
                throw new UsageException("--since", text, "TYPE:ID@EVENT_ID");
            }
            if (targets.replace(target.channel(), target) == null) {
                throw new UsageException("--since", text, "one of the channels that are watched");
            }
        }
        if (targets.isEmpty()) {
            throw new UsageException("no channel to watch, allowed: one or more of " + Target.FORM);
        }
        return List.copyOf(targets.values());
    }

    private List<String> patterns() {
        try {
            return SubscribeOptions.DEFAULT
                    .withEvents(events.toArray(String[]::new))
                    .events();
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--events",
                    String.join(",", events),
                    "at most 10 patterns of 1 to 64 characters of [a-z0-9_.*>], for example comment.*");
        }
    }

    private static long count(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new UsageException("--exit-after", text, "1 to 999999999");
        }
        return Long.parseLong(text);
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new UsageException("--timeout", text, "a number above 0 with ms, s, m or h, for example 30s");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
