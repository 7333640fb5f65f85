package io.bush.examples.review.realtime;

import io.bush.examples.review.account.AccessTokens;
import io.bush.examples.review.account.ShareTokens;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.Database;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Principal;
import org.jspecify.annotations.Nullable;

/** Says whose a token is: a user's, or a share link's. */
final class TokenJudge {

    private final Database database;
    private final AccessTokens tokens;

    TokenJudge(Database database, AccessTokens tokens) {
        this.database = database;
        this.tokens = tokens;
    }

    @Nullable
    Authentication judge(String token) {
        if (ShareTokens.looksLikeOne(token)) {
            String shareId = database.<@Nullable String>inTransaction(tx -> tx.one(
                    row -> row.text("id"), "select id from shares where token_hash = ?", ShareTokens.hash(token)));
            return shareId == null ? null : new Authentication(Principal.ShareGuest.of(shareId), null);
        }
        AccessTokens.Verified verified = tokens.verify(token);
        if (verified == null) {
            return null;
        }
        User user = verified.user();
        return new Authentication(new Principal.Member(user.id(), user.name(), null), verified.expiresAt());
    }
}
