package io.bush.examples.review.http;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gives the errors that Jetty finds itself, such as a malformed request line, the same form as all others. */
public final class JsonErrorPages extends ErrorPageErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String message = HttpStatus.getMessage(status);
        byte[] body =
                Json.bytes(new HttpFailure.Body(message.toLowerCase(Locale.ROOT).replace(' ', '_'), message));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
