using System.Net.Sockets;

namespace Autograd.Distributed;

/// <summary>One end of the connection between two watches.</summary>
internal sealed class Connection(Socket socket) : IDisposable
{
    private byte[] _arrived = new byte[1024];
    private int _count;

    /// <summary>The socket, to wait for.</summary>
    public Socket Socket => socket;

    /// <summary>Whether the other process is there no more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Sends a message; one that finds nobody is lost.</summary>
    public void Send(Frame frame)
    {
        byte[] bytes = frame.ToBytes();
        lock (socket)
        {
            try
            {
                for (int sent = 0; sent < bytes.Length;)
                {
                    sent += socket.Send(bytes.AsSpan(sent));
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Whether the other is gone is found by reading, after all that it has said.
            }
        }
    }

    /// <summary>Reads what has arrived, once there is something to read; nothing more comes from a process that is gone.</summary>
    public List<Frame> Receive()
    {
        List<Frame> frames = [];
        if (_count == _arrived.Length)
        {
            Array.Resize(ref _arrived, 2 * _count);
        }

        try
        {
            int read = socket.Receive(_arrived.AsSpan(_count));
            (IsGone, _count) = (read == 0, _count + read);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            IsGone = true;
        }

        int begin = 0;
        while (Frame.TryRead(_arrived.AsSpan(begin, _count - begin), out Frame frame, out int length))
        {
            frames.Add(frame);
            begin += length;
        }

        _count -= begin;
        Array.Copy(_arrived, begin, _arrived, 0, _count);
        return frames;
    }

    public void Dispose() => socket.Dispose();
}
