using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Upshot.Observe.State;

namespace Upshot.Server.Access;

/// <summary>A key as somebody holds it: <c>upshot_send_1f0c9a72_…</c>. What it may and its id are no secret, the rest has 256 random bits.</summary>
internal static class KeyText
{
    /// <summary>Shorter ones can be guessed.</summary>
    public const int Least = 16;

    private const int SecretBytes = 32, IdBytes = 4;

    public static (string Id, string Text) New(Right may)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        return (id, $"upshot_{may.ToString().ToLowerInvariant()}_{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>Of a command's own server, with which it ends.</summary>
    public static string Once() => New(Right.Operate).Text;

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>What is wrong with a secret that somebody chose; null: nothing.</summary>
    public static string? Mistake(string text) =>
        string.IsNullOrWhiteSpace(text) ? "is blank: give it a secret, or remove it"
        : text.Length < Least ? $"is too short to be a secret: use at least {Least} characters"
        : text.Any(char.IsControl) ? "holds a control character, which no header can carry"
        : null;
}
