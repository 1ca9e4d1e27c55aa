using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Upshot.Plan;

namespace Upshot.Alerts.Channels;

/// <summary>A notification as a mail. Its message id follows from its key: mail programs show a repeat once.</summary>
internal sealed class MailChannel(Func<string, string?> variable)
{
    private const int Timeout = 20_000;

    public async Task<ChannelAnswer> SendAsync(AlertChannel channel, AlertNotification told, string text, CancellationToken cancellation)
    {
        var to = channel.To.Count > 0 ? channel.To : [told.Contact];
        var addresses = to.Select(t => MailboxAddress.TryParse(t, out var address) && address.Address.Contains('@') ? address : null).OfType<MailboxAddress>().ToList();
        if (addresses.Count == 0)
        {
            return new(channel.To.Count > 0 ? $"none of its addresses is one of mail: {string.Join(", ", channel.To)}" : $"it names nobody, and the contact of {Named(told.Owner)} is no address of mail", ProblemScope.Message);
        }

        foreach (var name in new[] { channel.UserFrom, channel.PasswordFrom }.Where(n => n.Length > 0 && string.IsNullOrEmpty(variable(n))))
        {
            return new($"it cannot sign in: the environment variable {name} is not set", ProblemScope.Gone);
        }

        try
        {
            using var message = Message(channel, told, text, addresses);
            using var smtp = new SmtpClient { Timeout = Timeout };
            var (host, port) = (channel.Smtp[..channel.Smtp.LastIndexOf(':')].Trim('[', ']'), int.Parse(channel.Smtp[(channel.Smtp.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture));
            await smtp.ConnectAsync(host, port, SecurityFor(channel, host, port), cancellation);
            if (channel.UserFrom.Length > 0)
            {
                await smtp.AuthenticateAsync(variable(channel.UserFrom) ?? "", variable(channel.PasswordFrom) ?? "", cancellation);
            }

            await smtp.SendAsync(message, cancellation);
            await smtp.DisconnectAsync(quit: true, cancellation);
            return ChannelAnswer.Taken;
        }
        catch (SmtpCommandException e)
        {
            return new($"the mail server said: {e.Message}", e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted ? ProblemScope.Message : ProblemScope.Channel);
        }
        catch (Exception e) when (e is SocketException or IOException or ProtocolException or AuthenticationException or ServiceNotConnectedException or NotSupportedException or SslHandshakeException or TimeoutException)
        {
            return new(e.Message.Split('\n')[0]);
        }
    }

    private static MimeMessage Message(AlertChannel channel, AlertNotification told, string text, IReadOnlyList<MailboxAddress> to)
    {
        var message = new MimeMessage { Subject = AlertText.Subject(told), Body = new TextPart("plain") { Text = text }, Date = told.At, MessageId = IdOf(told.Key) };
        message.From.Add(MailboxAddress.TryParse(channel.From, out var from) ? from : new MailboxAddress("Upshot", $"upshot@{Environment.MachineName}"));
        message.To.AddRange(to);
        message.Headers.Add("X-Upshot-Key", told.Key);
        // All of an incident stand together.
        message.References.Add(IdOf(told.Incident));
        return message;
    }

    private static string IdOf(string key) => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16))}@upshot";

    private static SecureSocketOptions SecurityFor(AlertChannel channel, string host, int port) => (channel.Tls, port) switch
    {
        (false, _) => SecureSocketOptions.None,
        (true, 465) or (null, 465) => SecureSocketOptions.SslOnConnect,
        (true, _) => SecureSocketOptions.StartTls,
        _ => IsHere(host) ? SecureSocketOptions.None : SecureSocketOptions.StartTls,
    };

    private static bool IsHere(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));

    private static string Named(string owner) => owner.Length > 0 ? owner : "its owner";
}
