using System.Buffers.Binary;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>
/// Reads the pickle of a state that PyTorch saved: those opcodes of protocol 2 that <c>torch.save</c> writes for dictionaries, lists,
/// numbers, texts and tensors. A pickle is a program, and this machine has no instruction that calls anything: a name of Python that is
/// none of the few that make up a state is refused where it stands.
/// </summary>
/// <param name="file">The file, for messages.</param>
/// <param name="pickle">The whole pickle.</param>
/// <param name="storages">Finds the file of a storage by its key.</param>
internal sealed partial class PyTorchPickle(SourceFile file, byte[] pickle, Func<string, ZipEntry?> storages)
{
    private const int LongestName = 256, FewObjects = 64;

    private static readonly object s_true = true, s_false = false;

    private static readonly UTF8Encoding s_texts = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly long _start = file.Position - pickle.Length;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly Dictionary<string, PickledStorage> _storages = new(StringComparer.Ordinal);
    private int _at, _opcodeAt;
    private long _made;

    /// <summary>Reads it to its end.</summary>
    public object? Read()
    {
        bool goesOn = true;
        while (goesOn)
        {
            _opcodeAt = _at;
            goesOn = Step(Take(1)[0]);
        }

        return _stack.Count == 1 && _marks.Count == 0 && _at == pickle.Length
            ? _stack[0]
            : throw Wrong("the pickle does not end with one value, or goes on behind its end");
    }

    // One instruction; false at the end.
    private bool Step(byte opcode)
    {
        switch (opcode)
        {
            case 0x80 when Take(1)[0] is var protocol:
                _ = protocol == 2 ? 0 : throw Wrong(FormattableString.Invariant(
                    $"the pickle is of protocol {protocol}; expected 2, which torch.save writes unless it is told otherwise"));
                break;
            case (byte)'.':
                return false;
            case (byte)'N':
                Push(null);
                break;
            case 0x88 or 0x89:
                Push(opcode == 0x88 ? s_true : s_false);
                break;
            case (byte)'K':
                Push((long)Take(1)[0]);
                break;
            case (byte)'M':
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case (byte)'J':
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case 0x8a:
                Push(Long(Take(Take(1)[0])));
                break;
            case (byte)'G':
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case (byte)'X':
                Push(Text(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))));
                break;
            case (byte)'c':
                Push(Name(Line(), Line()));
                break;
            case (byte)'q':
                _memo[Take(1)[0]] = Top();
                break;
            case (byte)'r':
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top();
                break;
            case (byte)'h':
                Push(Remembered(Take(1)[0]));
                break;
            case (byte)'j':
                Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                break;
            case (byte)'(':
                _marks.Add(_stack.Count);
                break;
            default:
                Build(opcode);
                break;
        }

        return true;
    }

    // The instructions that make something of what lies on the stack.
    private void Build(byte opcode)
    {
        switch (opcode)
        {
            case (byte)')':
                Push(PickledSequence.EmptyTuple);
                break;
            case 0x85 or 0x86 or 0x87:
                PushNew(new PickledSequence(isTuple: true, PopLast(opcode - 0x84)));
                break;
            case (byte)'t':
                PushNew(new PickledSequence(isTuple: true, PopToMark()));
                break;
            case (byte)']':
                PushNew(new PickledSequence(isTuple: false, []));
                break;
            case (byte)'a':
                AppendTo(PopLast(1));
                break;
            case (byte)'e':
                AppendTo(PopToMark());
                break;
            case (byte)'}':
                PushNew(new PickledDictionary(isOrdered: false));
                break;
            case (byte)'s':
                SetItems(PopLast(2));
                break;
            case (byte)'u':
                SetItems(PopToMark());
                break;
            case (byte)'b' when Pop() is PickledDictionary && Top() is PickledDictionary { IsOrdered: true }:
                // Attributes of an OrderedDict: a state dictionary has the versions of its modules there.
                break;
            case (byte)'b':
                throw Wrong("attributes are given to something else than an OrderedDict");
            case (byte)'Q':
                Push(Storage(Pop()));
                break;
            case (byte)'R':
                object? arguments = Pop();
                Push(Made(Pop(), arguments));
                break;
            default:
                throw Wrong(FormattableString.Invariant(
                    $"the pickle has the instruction {OpcodeName(opcode)} (0x{opcode:x2}), which is none of those that make up a state"));
        }
    }

    private void AppendTo(object?[] items)
    {
        if (Top() is not PickledSequence { IsTuple: false } list)
        {
            throw Wrong("something is appended to what is no list");
        }

        list.Append(items);
    }

    private void SetItems(object?[] items)
    {
        if (Top() is not PickledDictionary dictionary || items.Length % 2 != 0)
        {
            throw Wrong("items are set of what is no dictionary, or a key has no value");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            dictionary.Add(items[i], items[i + 1]);
        }
    }

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Wrong("the pickle takes from an empty stack");

    // What lies below the last mark belongs to who set it.
    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private void Push(object? value) => _stack.Add(value);

    private void PushNew(object value)
    {
        ExpectRoom(1);
        Push(value);
    }

    // torch.save takes three bytes at least for whatever it makes; who makes more of less fills the memory.
    private void ExpectRoom(int objects)
    {
        _made += objects;
        if (_made > (pickle.Length / 2) + FewObjects)
        {
            throw Wrong("the pickle makes more objects than its bytes are for");
        }
    }

    private object? Pop()
    {
        object? top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopLast(int count)
    {
        if (_stack.Count - count < Floor)
        {
            throw Wrong("the pickle takes from an empty stack");
        }

        object?[] last = count == 0 ? [] : new object?[count];
        _stack.CopyTo(_stack.Count - count, last, 0, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return last;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Wrong("the pickle takes up to a mark that is not set");
        }

        object?[] items = PopLast(_stack.Count - Floor);
        _marks.RemoveAt(_marks.Count - 1);
        return items;
    }

    private object? Remembered(uint key) =>
        _memo.TryGetValue(key, out object? value) ? value : throw Wrong("the pickle recalls what it has not remembered");

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > pickle.Length - _at)
        {
            throw Wrong("the pickle is cut off within this instruction");
        }

        _at += (int)count;
        return pickle.AsSpan(_at - (int)count, (int)count);
    }

    private string Line()
    {
        int length = pickle.AsSpan(_at, Math.Min(LongestName, pickle.Length - _at)).IndexOf((byte)'\n');
        string line = Text(length < 0 ? throw Wrong("a name of Python does not end") : Take(length));
        _at++;
        return line;
    }

    private string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_texts.GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw Wrong("a text is not UTF-8");
        }
    }

    private long Long(ReadOnlySpan<byte> bytes)
    {
        long value = bytes.Length > 0 && bytes[^1] > 127 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return bytes.Length <= 8 ? value : throw Wrong("an integer has more than eight bytes");
    }

    private TensorFileException Wrong(string message) => file.Damage(message, _start + _opcodeAt);
}
