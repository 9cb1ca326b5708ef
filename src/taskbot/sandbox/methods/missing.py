"""The methods of the Bot API 10.0 that the stand-in does not have."""

from __future__ import annotations

from typing import Final

_NAMES: Final = """
    addStickerToSet answerChatJoinRequestQuery answerGuestQuery answerPreCheckoutQuery
    answerShippingQuery answerWebAppQuery approveChatJoinRequest approveSuggestedPost banChatMember
    banChatSenderChat closeForumTopic closeGeneralForumTopic convertGiftToStars copyMessages
    createChatInviteLink createChatSubscriptionInviteLink createInvoiceLink
    createNewStickerSet declineChatJoinRequest declineSuggestedPost deleteAllMessageReactions
    deleteBusinessMessages deleteChatPhoto deleteChatStickerSet deleteForumTopic
    deleteMessageReaction deleteStickerFromSet deleteStickerSet deleteStory editChatInviteLink
    editChatSubscriptionInviteLink editEphemeralMessageMedia
    editForumTopic editGeneralForumTopic
    editMessageChecklist editMessageLiveLocation editMessageMedia editStory editUserStarSubscription
    exportChatInviteLink forwardMessages getAvailableGifts getBusinessAccountGifts
    getBusinessAccountStarBalance getBusinessConnection getChatGifts
    getChatMenuButton getCustomEmojiStickers getForumTopicIconStickers
    getGameHighScores getManagedBotAccessSettings getManagedBotToken getMyDefaultAdministratorRights
    getMyStarBalance getStarTransactions getStickerSet getUserChatBoosts getUserGifts
    getUserPersonalChatMessages getUserProfileAudios getUserProfilePhotos giftPremiumSubscription
    hideGeneralForumTopic postStory promoteChatMember readBusinessMessage refundStarPayment
    removeBusinessAccountProfilePhoto removeChatVerification removeMyProfilePhoto removeUserVerification
    reopenForumTopic reopenGeneralForumTopic replaceManagedBotToken replaceStickerInSet repostStory
    restrictChatMember revokeChatInviteLink savePreparedInlineMessage savePreparedKeyboardButton
    sendChatJoinRequestWebApp sendChecklist sendContact sendDice sendGame sendGift sendInvoice
    sendLivePhoto sendLocation sendMediaGroup sendMessageDraft sendPaidMedia sendPoll sendRichMessage
    sendRichMessageDraft sendSticker sendVenue sendVideoNote setBusinessAccountBio
    setBusinessAccountGiftSettings setBusinessAccountName setBusinessAccountProfilePhoto
    setBusinessAccountUsername setChatAdministratorCustomTitle setChatDescription setChatMemberTag
    setChatMenuButton setChatPermissions setChatPhoto setChatStickerSet setChatTitle
    setCustomEmojiStickerSetThumbnail setGameScore setManagedBotAccessSettings
    setMyDefaultAdministratorRights setMyProfilePhoto setPassportDataErrors setStickerEmojiList
    setStickerKeywords setStickerMaskPosition setStickerPositionInSet setStickerSetThumbnail
    setStickerSetTitle setUserEmojiStatus stopMessageLiveLocation stopPoll transferBusinessAccountStars
    transferGift unbanChatMember unbanChatSenderChat unhideGeneralForumTopic unpinAllChatMessages
    unpinAllForumTopicMessages unpinAllGeneralForumTopicMessages upgradeGift uploadStickerFile
    verifyChat verifyUser
"""
# By name in lower case: the name as the Bot API writes it.
MISSING: Final = {name.lower(): name for name in _NAMES.split()}
