package io.bush.examples.review.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the feature for a method and a path. Filled once at start, then read by any thread. */
public final class Router {

    private final List<Route> routes = new ArrayList<>();

    /** Answers one kind of request. */
    @FunctionalInterface
    public interface Endpoint {
        /** Answers, or throws {@link HttpFailure}. */
        Reply answer(Call call) throws IOException;
    }

    private record Route(String method, List<String> segments, Endpoint endpoint) {
        /** The values of the placeholders, or null when the path is another one. */
        @Nullable
        Map<String, String> match(List<String> path) {
            if (path.size() != segments.size()) {
                return null;
            }
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < path.size(); i++) {
                String segment = segments.get(i);
                if (segment.startsWith("{")) {
                    values.put(segment.substring(1, segment.length() - 1), path.get(i));
                } else if (!segment.equals(path.get(i))) {
                    return null;
                }
            }
            return values;
        }
    }

    /**
     * Adds a route.
     *
     * @param method for example {@code GET}, which serves HEAD as well
     * @param path for example <code>/v4/files/{file}/comments</code>
     * @param endpoint who answers
     */
    public void on(String method, String path, Endpoint endpoint) {
        routes.add(new Route(method, List.of(path.split("/", -1)), endpoint));
    }

    Reply answer(HttpServletRequest request) throws IOException {
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        List<String> path = segments(request.getRequestURI());
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> values = route.match(path);
            if (values != null) {
                if (route.method().equals(method)) {
                    return route.endpoint().answer(new Call(request, values));
                }
                allowed.add(route.method());
            }
        }
        if (allowed.isEmpty()) {
            throw HttpFailure.notFound();
        }
        String list = String.join(", ", allowed);
        Reply refusal = Reply.failure(HttpFailure.methodNotAllowed(list));
        return (asked, response) -> {
            response.setHeader("Allow", list);
            refusal.write(asked, response);
        };
    }

    private static List<String> segments(String uri) {
        // '+' is itself in a path; only the decoder of forms takes it for a space.
        return Stream.of(uri.split("/", -1))
                .map(segment -> QueryString.decode(segment.replace("+", "%2B")))
                .toList();
    }
}
