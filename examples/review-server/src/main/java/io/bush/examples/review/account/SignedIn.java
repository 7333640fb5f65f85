package io.bush.examples.review.account;

import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.User;
import java.io.IOException;

/** Lets only requests with a valid token through. */
public final class SignedIn {

    private final AccessTokens tokens;

    public SignedIn(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** Answers a request of a known user. */
    @FunctionalInterface
    public interface Endpoint {
        /** Answers, or throws {@link HttpFailure}. */
        Reply answer(Call call, User user) throws IOException;
    }

    /** Returns an endpoint that answers 401 to everybody without a valid token. */
    public Router.Endpoint only(Endpoint endpoint) {
        return call -> {
            String token = call.bearer();
            AccessTokens.Verified verified = token == null ? null : tokens.verify(token);
            if (verified == null) {
                throw HttpFailure.unauthenticated();
            }
            return endpoint.answer(call, verified.user());
        };
    }
}
