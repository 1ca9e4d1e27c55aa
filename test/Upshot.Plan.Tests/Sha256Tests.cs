using System.Security.Cryptography;
using System.Text;

namespace Upshot.Plan.Tests;

public sealed class Sha256Tests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void The_examples_of_FIPS_180_4_have_their_digests(string message, string digest) => Assert.Equal(digest, Sha256.Hex(Encoding.ASCII.GetBytes(message)));

    [Fact]
    public void Whatever_its_length_a_message_has_the_digest_that_the_framework_gives()
    {
        var random = new Random(4);
        for (var length = 0; length < 300; length++)
        {
            var message = new byte[length];
            random.NextBytes(message);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(message)), Sha256.Hex(message));
        }
    }
}
