// Zip archives made byte by byte, as they should be and as they should not.
#pragma once

#include "fixture.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <zlib.h>

namespace fixture {

/// A member, and what its entries say of it.
struct ZipMember {
    std::string name;
    std::string bytes; // as they lie in the archive
    std::uint32_t size = static_cast<std::uint32_t>(bytes.size());
    std::uint32_t checksum = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<unsigned>(bytes.size())));
    std::uint16_t method = 0; // stored
    std::uint16_t flags = 0;
};

/// Source: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
inline std::string zip_bytes(const std::vector<ZipMember>& members) {
    const auto u16 = [](std::size_t value) { return bytes_of(static_cast<std::uint16_t>(value)); };
    const auto u32 = [](std::size_t value) { return bytes_of(static_cast<std::uint32_t>(value)); };
    std::string archive;
    std::string directory;
    for (const ZipMember& member : members) {
        const std::string common = u16(20) + u16(member.flags) + u16(member.method) + u16(0) + u16(33) + u32(member.checksum) +
                                   u32(member.bytes.size()) + u32(member.size) + u16(member.name.size()) + u16(0);
        directory += "PK\1\2" + u16(20) + common + u16(0) + u16(0) + u16(0) + u32(0) + u32(archive.size()) + member.name;
        archive += "PK\3\4" + common + member.name + member.bytes;
    }
    return archive + directory + "PK\5\6" + u16(0) + u16(0) + u16(members.size()) + u16(members.size()) + u32(directory.size()) +
           u32(archive.size()) + u16(0);
}

} // namespace fixture
