using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Upshot.Server;

/// <summary>
/// TLS by two PEM files, for all addresses: the certificate with what it rests on, and its private key. Renewed files are taken up within a
/// minute; while they cannot be read, the ones before them serve on.
/// </summary>
internal sealed class TlsFiles(string certificate, string key, TimeProvider time)
{
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private SslStreamCertificateContext? _context;
    private (DateTime, DateTime) _written;
    private DateTimeOffset _looked;

    /// <summary>Is told when renewed files cannot be used.</summary>
    public Action<string> Warn { get; set; } = _ => { };

    /// <summary>What is wrong with the files; null: nothing.</summary>
    public string? Mistake()
    {
        try
        {
            Load();
            return null;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return $"TLS cannot be spoken with --tls-cert {certificate} and --tls-key {key}: {e.Message} Give two PEM files: the certificate with its chain, and its private key without a password.";
        }
    }

    public void Secure(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = Current() }),
    });

    private SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            if (_context is null || (time.GetUtcNow() - _looked > s_every && Written() != _written))
            {
                try
                {
                    Load();
                }
                catch (Exception e) when (IsOfFiles(e) && _context is not null)
                {
                    Warn($"The renewed files of TLS cannot be used, and the ones before them serve on: {e.Message}");
                    _looked = time.GetUtcNow();
                }
            }

            return _context!;
        }
    }

    private void Load()
    {
        var written = Written();
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key);

        // What the file gives is bound to the file on some systems; a copy with its key serves on all.
        var own = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);
        _context = SslStreamCertificateContext.Create(own, chain, offline: true);
        (_written, _looked) = (written, time.GetUtcNow());
    }

    private (DateTime, DateTime) Written() => (File.GetLastWriteTimeUtc(certificate), File.GetLastWriteTimeUtc(key));

    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
