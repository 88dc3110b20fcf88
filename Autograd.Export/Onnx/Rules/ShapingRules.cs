using Autograd.Core;

namespace Autograd.Export;

/// <summary>Other shapes of the same elements, parts and wholes.</summary>
internal static class ShapingRules
{
    public static Dictionary<string, OnnxRule> All => new()
    {
        ["reshape"] = call => call.Reshape(call.X, call.Result()),
        ["broadcast_to"] = call => call.Node("Expand", [call.X, call.Shape(call.Result())]),
        ["permute"] = call => call.Permute(
            call.X, [.. call.Attributes.List("axes").Select(axis => axis < 0 ? axis + call.Rank() : axis)]),
        ["concatenate"] = call => call.Same("Concat", ("axis", call.Axis())),
        ["stack"] = Stack,
        ["slice"] = Slice,
        ["pad"] = Pad,
    };

    /// <summary>Some of the positions along an axis.</summary>
    public static string Part(OnnxCall call, string x, int axis, int start, int end) =>
        call.Node("Slice", [x, call.Integers(start), call.Integers(end), call.Integers(axis)]);

    private static string Stack(OnnxCall call)
    {
        int axis = call.Attributes.Integer("axis");
        axis = axis < 0 ? axis + call.Rank() + 1 : axis;
        return call.Node("Concat", [.. call.All.Select(x => call.Unsqueeze(x, axis))], ("axis", axis));
    }

    private static string Slice(OnnxCall call)
    {
        int axis = call.Axis();
        OnnxSize before = call.Sizes()[axis], after = call.Result()[axis];
        if (before == after)
        {
            return call.X;
        }

        int start = call.Attributes.Integer("start"), other = call.OtherAttributes.Integer("start");
        if (after.IsPerSample || start != other || (start < 0 && before.IsPerSample))
        {
            throw call.Refused("which part it takes depends on the number of samples");
        }

        start = start < 0 ? start + before.Number : start;
        return Part(call, call.X, axis, start, start + after.Number);
    }

    private static string Pad(OnnxCall call)
    {
        int[] before = call.Attributes.List("before"), after = call.Attributes.List("after");
        string mode = call.Attributes.Word("mode");
        if (before.Length == 0)
        {
            return call.X;
        }

        if (mode == "zeros")
        {
            return call.Node("Pad", [call.X, call.Integers([.. before.Concat(after).Select(size => (long)size)]),
                call.Number(call.Attributes.Number("value"))]);
        }

        string x = call.X;
        for (int axis = 0; axis < before.Length; axis++)
        {
            if (before[axis] > 0 || after[axis] > 0)
            {
                int size = call.Fixed([call.Sizes()[axis]])[0];
                x = call.Node("Gather", [x, call.Integers([.. Enumerable.Range(-before[axis], size + before[axis] + after[axis])
                    .Select(place => (long)Place(place, size, mode))])], ("axis", axis));
            }
        }

        return x;
    }

    // Where a place beside the elements finds its own.
    private static int Place(int place, int size, string mode) => mode switch
    {
        "circular" => (place + size) % size,
        "replicate" => Math.Clamp(place, 0, size - 1),
        _ => place < 0 ? -place : place < size ? place : (2 * (size - 1)) - place,
    };
}
