package io.bush.realtime.client.internal.session;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Makes addresses from addresses. */
final class Addresses {

    private Addresses() {}

    /** The address with one more parameter in its query; what is there already stays as it is written. */
    static URI withParameter(URI url, String name, String value) {
        String text = url.toString();
        int fragment = text.indexOf('#');
        String whole = fragment < 0 ? text : text.substring(0, fragment);
        String before = url.getRawQuery() == null ? "?" : url.getRawQuery().isEmpty() ? "" : "&";
        return URI.create(whole + before + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
}
