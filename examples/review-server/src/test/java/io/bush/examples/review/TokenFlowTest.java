package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.bush.examples.review.TestServer.Answer;
import io.bush.examples.review.TestServer.Person;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFlowTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    @Test
    void aNameIsAnsweredWithATokenAndTheUserWhoseIdIsItsChannel() {
        Answer answer = SERVER.post(null, "/v4/tokens", "{\"user\":\"alice\"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().path("user").toString()).isEqualTo("{\"id\":\"user_alice\",\"name\":\"alice\"}");
        assertThat(SERVER.get(new Person("", "", answer.text("token")), "/v4/projects")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoHasATokenIsToldWhoseItIsAndNobodyElse() {
        String token = SERVER.post(null, "/v4/tokens", "{\"user\":\"alice\"}").text("token");

        assertThat(SERVER.get(new Person("", "", token), "/v4/users/me").body().toString())
                .isEqualTo("{\"id\":\"user_alice\",\"name\":\"alice\"}");
        assertThat(SERVER.get(null, "/v4/users/me").status()).isEqualTo(401);
    }

    @Test
    void theIdIsAsGoodAsTheName() {
        Answer answer = SERVER.post(null, "/v4/tokens", "{\"user\":\"user_alice\"}");

        assertThat(answer.body().path("user").path("id").asText()).isEqualTo("user_alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"user\":null}",
                "{\"user\":5}",
                "{\"user\":\"\"}",
                "{\"user\":\"a b\"}",
                "{\"user\":\"a.b\"}",
                "{\"user\":\"ålice\"}",
                "{\"user\":\"a\\nb\"}",
                "{\"user\":\"12345678901234567890123456789012345678901\"}"
            })
    void aNameThatDoesNotFitAnIdIsRefused(String body) {
        Answer answer = SERVER.post(null, "/v4/tokens", body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo("invalid_user");
    }

    @Test
    void manyFirstUsesOfANameAtTheSameTimeMakeOneUser() {
        List<CompletableFuture<Integer>> all = Stream.generate(() ->
                        CompletableFuture.supplyAsync(() -> SERVER.post(null, "/v4/tokens", "{\"user\":\"newcomer\"}")
                                .status()))
                .limit(8)
                .toList();

        assertThat(all).allMatch(one -> one.join() == 201);
    }

    @Test
    void aTokenEndsWithItsTime() {
        Person person = SERVER.newPerson();
        SERVER.clock.advance(Duration.ofMinutes(61));

        assertThat(SERVER.get(person, "/v4/projects").status()).isEqualTo(401);
    }

    @Test
    void onlyTokensThisServerSignedForItselfAreValid() throws Exception {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("bush-review-server")
                .audience("bush-review")
                .subject("user_alice")
                .expirationTime(Date.from(Instant.now().plusSeconds(100_000)));
        byte[] key = Files.readAllBytes(SERVER.data().resolve("token-key"));

        assertThat(statusWith(signed(claims.build(), key, JWSAlgorithm.HS256))).isEqualTo(200);
        assertThat(statusWith(signed(claims.build(), new byte[32], JWSAlgorithm.HS256)))
                .isEqualTo(401);
        assertThat(statusWith(signed(claims.build(), join(key), JWSAlgorithm.HS512)))
                .isEqualTo(401);
        assertThat(statusWith(new PlainJWT(claims.build()).serialize())).isEqualTo(401);
        assertThat(statusWith(signed(claims.audience("other").build(), key, JWSAlgorithm.HS256)))
                .isEqualTo(401);
        claims.audience("bush-review").issuer("other");
        assertThat(statusWith(signed(claims.build(), key, JWSAlgorithm.HS256))).isEqualTo(401);
        claims.issuer("bush-review-server").expirationTime(null);
        assertThat(statusWith(signed(claims.build(), key, JWSAlgorithm.HS256))).isEqualTo(401);
        assertThat(statusWith("a.b.c")).isEqualTo(401);
        assertThat(statusWith("")).isEqualTo(401);
    }

    @Test
    void theSigningKeyIsForItsOwnerOnly() throws Exception {
        Path key = SERVER.data().resolve("token-key");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    private static int statusWith(String token) {
        return SERVER.get(new Person("", "", token), "/v4/projects").status();
    }

    private static String signed(JWTClaimsSet claims, byte[] key, JWSAlgorithm algorithm) throws Exception {
        SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
        token.sign(new MACSigner(key));
        return token.serialize();
    }

    /** HS512 wants a longer key; a verifier that does not pin the algorithm might still take it. */
    private static byte[] join(byte[] key) {
        return TestServer.join(key, key);
    }
}
