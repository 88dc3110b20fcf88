using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Autograd.Distributed;

/// <summary>How the watches find each other: the first rank listens, and the others are told where, and a word to be known by.</summary>
internal static class Meeting
{
    private const int TokenBytes = 16, RankBytes = sizeof(int);

    // Every rank has been told by then, and comes at once.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>The first rank begins to listen.</summary>
    /// <param name="isOneMachine">Whether all ranks are on this machine: then nobody else can come.</param>
    /// <param name="invitation">What the others need.</param>
    public static TcpListener Listen(bool isOneMachine, out byte[] invitation)
    {
        var listener = new TcpListener(isOneMachine ? IPAddress.Loopback : IPAddress.Any, 0);
        listener.Start(backlog: 1024);
        IEnumerable<IPAddress> addresses = isOneMachine ? [IPAddress.Loopback]
            : NetworkInterface.GetAllNetworkInterfaces()
                .Where(network => network.OperationalStatus == OperationalStatus.Up)
                .SelectMany(network => network.GetIPProperties().UnicastAddresses)
                .Select(unicast => unicast.Address)
                .Where(address => address.AddressFamily == AddressFamily.InterNetwork)
                .OrderBy(IPAddress.IsLoopback);
        string token = Convert.ToHexString(RandomNumberGenerator.GetBytes(TokenBytes));
        invitation = Encoding.UTF8.GetBytes($"{token} {((IPEndPoint)listener.LocalEndpoint).Port} {string.Join(' ', addresses)}");
        return listener;
    }

    /// <summary>The first rank waits until all others have come.</summary>
    /// <returns>The connections by rank; the first is null.</returns>
    /// <exception cref="MpiException">They do not come.</exception>
    public static Connection?[] Accept(TcpListener listener, byte[] invitation, int count)
    {
        byte[] token = invitation[..(2 * TokenBytes)];
        var connections = new Connection?[count];
        using var patience = new CancellationTokenSource(s_patience);
        for (int missing = count - 1; missing > 0;)
        {
            try
            {
                Socket socket = listener.AcceptSocketAsync(patience.Token).AsTask().GetAwaiter().GetResult();
                socket.NoDelay = true;
                byte[] hello = new byte[token.Length + RankBytes];
                using (var stream = new NetworkStream(socket, ownsSocket: false) { ReadTimeout = (int)s_patience.TotalMilliseconds })
                {
                    stream.ReadExactly(hello);
                }

                int rank = BitConverter.ToInt32(hello, token.Length);
                if (hello.AsSpan(0, token.Length).SequenceEqual(token) && rank > 0 && rank < count && connections[rank] is null)
                {
                    connections[rank] = new(socket);
                    missing--;
                }
                else
                {
                    socket.Dispose();
                }
            }
            catch (IOException)
            {
                // A stranger who said nothing.
            }
            catch (OperationCanceledException error)
            {
                string absent = string.Join(", ", Enumerable.Range(1, count - 1).Where(rank => connections[rank] is null));
                throw new MpiException(
                    FormattableString.Invariant($"MpiWorld: within {s_patience.TotalSeconds} s there came no connection from rank ") +
                    $"{absent} to rank 0, by which the ranks watch each other. The machines must reach each other by TCP.", error);
            }
        }

        return connections;
    }

    /// <summary>Another rank goes to the first.</summary>
    /// <exception cref="MpiException">It is not to be reached.</exception>
    public static Connection Connect(byte[] invitation, int rank)
    {
        string[] words = Encoding.UTF8.GetString(invitation).Split(' ');
        foreach (string address in words[2..])
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var patience = new CancellationTokenSource(s_patience / 6);
            try
            {
                socket.ConnectAsync(IPAddress.Parse(address), int.Parse(words[1], null), patience.Token).AsTask().GetAwaiter().GetResult();
                socket.Send([.. Encoding.UTF8.GetBytes(words[0]), .. BitConverter.GetBytes(rank)]);
                return new(socket);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        throw new MpiException(
            FormattableString.Invariant($"MpiWorld: rank {rank} does not reach rank 0 at {string.Join(", ", words[2..])}, port ") +
            $"{words[1]}, by which the ranks watch each other. The machines must reach each other by TCP.");
    }
}
