package io.bush.examples.review.account;

import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Database;
import java.io.IOException;

/** The demo's identity provider: whoever says a name gets a token for it, and whoever has one is told whose it is. */
public final class TokenRoutes {

    private final Database database;
    private final Accounts accounts;
    private final AccessTokens tokens;

    public TokenRoutes(Database database, Accounts accounts, AccessTokens tokens) {
        this.database = database;
        this.accounts = accounts;
        this.tokens = tokens;
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        router.on("POST", "/v4/tokens", this::issue);
        router.on("GET", "/v4/users/me", signedIn.only((call, user) -> Reply.ok(user)));
    }

    private record Issued(String token, User user) {}

    private Reply issue(Call call) throws IOException {
        User user = User.named(call.json().text("user", 100));
        database.inTransaction(tx -> accounts.ensure(tx, user));
        return Reply.created(new Issued(tokens.issue(user), user));
    }
}
