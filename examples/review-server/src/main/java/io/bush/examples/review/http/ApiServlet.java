package io.bush.examples.review.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one servlet: asks the router, and turns every failure into {@code {code, message}}. */
public final class ApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

    /**
     * What is read of a body that nobody wants, so that a client in the middle of sending gets to see the answer, and may send its next
     * request behind it: Jetty closes a connection with an unread body.
     */
    private static final long SWALLOWED_BYTES = 32L << 20;

    private static final Duration SWALLOWED_FOR = Duration.ofSeconds(20);

    private final transient Router router;
    private final transient Translation translation;

    /**
     * Serves routes.
     *
     * @param router finds who answers
     * @param translation knows which exceptions of the application mean something to a client
     */
    public ApiServlet(Router router, Translation translation) {
        this.router = router;
        this.translation = translation;
    }

    /** Says what an exception means to a client. */
    @FunctionalInterface
    public interface Translation {
        /** Returns the failure to answer, or null when it is the server's own fault. */
        @Nullable
        HttpFailure of(RuntimeException e);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Reply reply;
        try {
            reply = router.answer(request);
        } catch (EofException e) {
            LOG.debug("client left: {}", e.toString());
            return;
        } catch (IOException e) {
            reply = failed(request, e);
        } catch (RuntimeException e) {
            HttpFailure failure = e instanceof HttpFailure known ? known : translation.of(e);
            reply = failure == null ? failed(request, e) : Reply.failure(failure);
        }
        swallow(request);
        try {
            reply.write(request, response);
        } catch (EofException e) {
            LOG.debug("client left: {}", e.toString());
        }
    }

    private static Reply failed(HttpServletRequest request, Exception e) {
        // The path is safe to log: tokens travel in headers and queries.
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return Reply.json(500, new HttpFailure.Body("internal", "the server failed; its log says why"));
    }

    private static void swallow(HttpServletRequest request) {
        boolean waitsForPermission = request.getHeader("Expect") != null;
        if (waitsForPermission || request.getContentLengthLong() == 0) {
            return;
        }
        try {
            InputStream body = request.getInputStream();
            byte[] buffer = new byte[64 * 1024];
            long deadline = System.nanoTime() + SWALLOWED_FOR.toNanos();
            long left = SWALLOWED_BYTES;
            int read = 0;
            while (left > 0 && read >= 0 && System.nanoTime() - deadline < 0) {
                read = body.read(buffer);
                left -= read;
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("unwanted body ended early: {}", e.toString());
        }
    }
}
