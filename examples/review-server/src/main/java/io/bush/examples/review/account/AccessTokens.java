package io.bush.examples.review.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.model.User;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Issues and checks the users' tokens: JWTs signed with HS256 and nothing else. Thread safety: any thread. */
public final class AccessTokens {

    private static final String ISSUER = "bush-review-server";
    private static final String AUDIENCE = "bush-review";

    private final Clock clock;
    private final Duration lifetime;
    private final MACSigner signer;
    private final MACVerifier verifier;

    public AccessTokens(SigningKey key, Duration lifetime, Clock clock) {
        this.clock = clock;
        this.lifetime = lifetime;
        try {
            signer = new MACSigner(key.secret());
            verifier = new MACVerifier(key.secret());
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 does not take the signing key", e);
        }
    }

    /**
     * What a valid token says.
     *
     * @param user whose it is
     * @param expiresAt until when it is valid
     */
    public record Verified(User user, Instant expiresAt) {}

    /** Signs a token for a user. */
    public String issue(User user) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(user.id())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
        return token.serialize();
    }

    /** Checks a token: form, algorithm, signature, issuer, audience, expiry. Returns null when one of them is wrong. */
    public @Nullable Verified verify(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
                return null;
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Date expires = claims.getExpirationTime();
            boolean ours = ISSUER.equals(claims.getIssuer())
                    && List.of(AUDIENCE).equals(claims.getAudience())
                    && claims.getSubject() != null;
            if (!ours || expires == null || !expires.toInstant().isAfter(clock.instant())) {
                return null;
            }
            return new Verified(User.named(claims.getSubject()), expires.toInstant());
        } catch (ParseException | JOSEException | HttpFailure e) {
            return null;
        }
    }
}
