package io.bush.realtime.jakarta.tck.ends;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Polls over HTTP. Every answer comes within {@link Wait#DEADLINE} or fails the test. */
public final class PollClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // A page's origin is for the browser to say; here the test is the browser.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,origin");
    }

    /** Holds the shared client, made when the property above is set. */
    private static final class Shared {
        private static final HttpClient HTTP =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private final int port;
    private final List<String> headers;

    /**
     * Makes a client that sends no header of its own.
     *
     * @param port of the server
     */
    public PollClient(int port) {
        this(port, List.of());
    }

    private PollClient(int port, List<String> headers) {
        this.port = port;
        this.headers = headers;
    }

    /**
     * What came back.
     *
     * @param status the HTTP status
     * @param headers by lower-case name
     * @param text the body
     */
    public record Answer(int status, Map<String, List<String>> headers, String text) {

        /**
         * Reads the body.
         *
         * @return the JSON
         */
        public JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError(status + " " + text, e);
            }
        }

        /**
         * Returns the position of a poll of one channel.
         *
         * @return {@code last_event_id}
         */
        public String last() {
            return json().path("last_event_id").asText();
        }

        /**
         * Returns a header's values.
         *
         * @param name in lower case
         * @return the values, with commas between; empty text when absent
         */
        public String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }

        /**
         * Returns every header but the time.
         *
         * @return the headers, sorted
         */
        public Map<String, List<String>> headersWithoutDate() {
            Map<String, List<String>> rest = new TreeMap<>(headers);
            rest.remove("date");
            return rest;
        }
    }

    /**
     * Returns this with one more header.
     *
     * @param name its name
     * @param value its value
     * @return the changed copy
     */
    public PollClient with(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name);
        more.add(value);
        return new PollClient(port, more);
    }

    /**
     * Sends a GET.
     *
     * @param target path and query
     * @return the answer
     * @throws Exception when none comes
     */
    public Answer get(String target) throws Exception {
        return send("GET", target, null);
    }

    /**
     * Sends a POST.
     *
     * @param target path and query
     * @param body with single quotes, for legibility
     * @return the answer
     * @throws Exception when none comes
     */
    public Answer post(String target, String body) throws Exception {
        return send("POST", target, body);
    }

    /**
     * Sends a request.
     *
     * @param method the method
     * @param target path and query
     * @param body with single quotes; null for none
     * @return the answer
     * @throws Exception when none comes
     */
    public Answer send(String method, String target, @Nullable String body) throws Exception {
        return exchange(
                method,
                target,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.replace('\'', '"')));
    }

    /**
     * Sends a POST of bytes.
     *
     * @param target path and query
     * @param body the bytes
     * @return the answer
     * @throws Exception when none comes
     */
    public Answer bytes(String target, byte[] body) throws Exception {
        return exchange("POST", target, BodyPublishers.ofByteArray(body));
    }

    /**
     * Sends a POST without saying how long it is.
     *
     * @param target path and query
     * @param body the text
     * @return the answer
     * @throws Exception when none comes
     */
    public Answer chunked(String target, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return exchange("POST", target, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
    }

    private Answer exchange(String method, String target, BodyPublisher body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .timeout(Wait.DEADLINE)
                .method(method, body);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        HttpResponse<String> response = Shared.HTTP.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(), new TreeMap<>(response.headers().map()), response.body());
    }

    /**
     * Begins a POST and leaves it unfinished.
     *
     * @param target path and query
     * @param framing the header line that says where the body ends
     * @param part its beginning
     * @return the rest of the exchange
     * @throws IOException when the server cannot be reached
     */
    public Slow begin(String target, String framing, String part) throws IOException {
        return begin("POST", target, framing, part);
    }

    /**
     * Begins a request and leaves it unfinished.
     *
     * @param method the method
     * @param target path and query
     * @param framing the header line that says where the body ends
     * @param part its beginning
     * @return the rest of the exchange
     * @throws IOException when the server cannot be reached
     */
    public Slow begin(String method, String target, String framing, String part) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Wait.DEADLINE.toMillis());
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (int i = 0; i < headers.size(); i += 2) {
            head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
        }
        Slow slow = new Slow(
                socket,
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)));
        slow.send(head.append(framing).append("\r\n\r\n").append(part).toString());
        return slow;
    }

    /**
     * An unfinished request. Its answer is read a line at a time.
     *
     * @param socket its connection
     * @param answer what comes back
     */
    public record Slow(Socket socket, BufferedReader answer) implements AutoCloseable {

        /**
         * Sends more of the body.
         *
         * @param part the next of it
         * @throws IOException when the server takes no more
         */
        public void send(String part) throws IOException {
            socket.getOutputStream().write(part.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /**
         * Listens for a while.
         *
         * @param time how long
         * @return whether nothing came, not even the end of the connection
         * @throws IOException when the connection was reset
         */
        public boolean isQuietFor(Duration time) throws IOException {
            socket.setSoTimeout((int) time.toMillis());
            try {
                answer.read();
                return false;
            } catch (SocketTimeoutException quiet) {
                return true;
            } finally {
                socket.setSoTimeout((int) Wait.DEADLINE.toMillis());
            }
        }

        /**
         * Reads the first line of the answer.
         *
         * @return the status
         * @throws IOException when no answer comes
         */
        public int status() throws IOException {
            String line = answer.readLine();
            return line == null ? 0 : Integer.parseInt(line.substring(9, 12));
        }

        /**
         * Reads until the server ends the connection.
         *
         * @return the lines that are left, each with a line feed
         * @throws IOException when the connection breaks
         */
        public String rest() throws IOException {
            return answer.lines().map(line -> line + "\n").collect(Collectors.joining());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
